import { describe, expect, it } from 'vitest';
import { decodeText } from '#domain/text-encoding.ts';

/** The bytes of words in an encoding, and the words. */
const samples: readonly [charset: string, base64: string, words: string][] = [
  [
    'shift_jis',
    'jHmMuJDFl6aCzJOxk/yCyZS6gqSLi5V0gsmCwoKigsSBQZCtlXuCzZeIj1SCyYLglfuQaoLwlK2VXIK3gumMqZLKgrWCxYK3gUI=',
    '軽減税率の導入に伴う給付について、政府は来週にも方針を発表する見通しです。',
  ],
  [
    'euc-jp',
    't9q4usDHzqikzsazxv6ky8i8pKa168nVpMukxKSkpMahosCvydykz83ovbWky6Tiyv2/y6TyyK/JvaS5pOu4q8TMpLekx6S5oaM=',
    '軽減税率の導入に伴う給付について、政府は来週にも方針を発表する見通しです。',
  ],
  [
    'euc-kr',
    'waS6zrTCILTZwL0gwda/oSC79bfOv+4guebEp8C7ILnfx6XH0iC/ucGkwMy287DtILngx/u9wLTPtNku',
    '정부는 다음 주에 새로운 방침을 발표할 예정이라고 밝혔습니다.',
  ],
  [
    'gb18030',
    '1f64rrHtyr69q9Taz8LW3LmrsrzQwrXEt72wuCzV4srHyMvDx9Tatci0/bXEz/vPoqGj',
    '政府表示将在下周公布新的方案,这是人们在等待的消息。',
  ],
  [
    'big5',
    'rEapsqrtpdyxTqZipFW2Z6S9pay3c6q6pOiu1yyzb6xPpEitzKZitaWr3aq6rviup6FD',
    '政府表示將在下週公布新的方案,這是人們在等待的消息。',
  ],
  [
    'windows-1251',
    'z/Dg4ujy5ev88fLi7iDx7u7h+ejr7iwg9/LuIO3u4vvlIO/w4OLo6+Ag4vHy8+//8iDiIPHo6/Mg7eAg8evl5PP++eXpIO3l5OXr5S4=',
    'Правительство сообщило, что новые правила вступят в силу на следующей неделе.',
  ],
  [
    'koi8-r',
    '8NLB18nUxczY09TXzyDTz8/C3cnMzywg3tTPIM7P19nFINDSwdfJzMEg19PU1dDR1CDXINPJzNUgzsEg08zFxNXA3cXKIM7FxMXMxS4=',
    'Правительство сообщило, что новые правила вступят в силу на следующей неделе.',
  ],
  [
    'windows-1256',
    '3sfhyiDH4c3f5uPJIMXk5ccg08ra4eQg2uQgx+He5sfazyDH4czP7c/JIN3tIMfhw9PI5togx+Hj3sjh',
    'قالت الحكومة إنها ستعلن عن القواعد الجديدة في الأسبوع المقبل',
  ],
  [
    'windows-1253',
    'xyDq9eLd8e3n8+cg4e3h6u/f7fnz5SD89Okg7+kg7d3v6SDq4e387eXyIOjhIOnz9/3z7/XtIPTn7SDl8Pzs5e3nIOXi5O/s3OThLg==',
    'Η κυβέρνηση ανακοίνωσε ότι οι νέοι κανόνες θα ισχύσουν την επόμενη εβδομάδα.',
  ],
  [
    'windows-1255',
    '5O7u+ezkIOTl4+ny5CDr6SDk6+zs6e0g5Ofj+entIOnp6/Dx5SDs+uX38yDh+eHl8iDk4eA=',
    'הממשלה הודיעה כי הכללים החדשים ייכנסו לתוקף בשבוע הבא',
  ],
  [
    'windows-1252',
    'RGllIFN0cmHfZSBpc3QgZvxyIEb832fkbmdlciBnZXNwZXJydCwg4CBiaWVudPR0LCBN/GxsZXI=',
    'Die Straße ist für Füßgänger gesperrt, à bientôt, Müller',
  ],
];

describe('the encoding of a page', () => {
  it.each(samples)('%s, said by nobody', (_, base64, words) => {
    const markup = Buffer.concat([
      Buffer.from('<html><p>'),
      Buffer.from(base64, 'base64'),
      Buffer.from('</p>'),
    ]);
    expect(decodeText(markup, 'text/html')).toBe(`<html><p>${words}</p>`);
  });

  it.each(samples)('%s, said by the markup', (charset, base64, words) => {
    const markup = Buffer.concat([
      Buffer.from(`<meta http-equiv="content-type" content="text/html; charset=${charset}"><p>`),
      Buffer.from(base64, 'base64'),
    ]);
    expect(decodeText(markup, null)).toContain(words);
  });

  it('broken UTF-8 of which nobody says anything costs its broken letters only', () => {
    const markup = Buffer.concat([Buffer.from('żółć i gęś na łące '.repeat(5)), Buffer.from([0xff, 0xc5])]);
    expect(decodeText(markup, null)).toContain('żółć i gęś na łące');
  });
});
