/** Pages of our own making, in the shape of Instagram's. */

export const CODE = 'Chm_-tPJqpd';
export const target = {
  postId: `instagram:${CODE}`,
  canonicalUrl: `https://www.instagram.com/p/${CODE}/`,
};

export const embedUrl = '/embed/captioned/';
export const picture = 'https://scontent.cdninstagram.com/v/a.jpg?oh=1&oe=2';
const escaped = picture.replaceAll('&', '&amp;');

/** A single picture: everything is in the markup. */
export const single = `<!DOCTYPE html><html><body><script>["PolarisEmbedSimple","init",[],[{"contextJSON":null}]]</script>
<div class="Embed " data-media-type="GraphImage" data-owner-id="42">
<div class="Header"><a class="Avatar" href="https://www.instagram.com/ada.writes/?utm_source=ig_embed"><img src="https://scontent.cdninstagram.com/me.jpg" alt="ada.writes"></a>
<a class="HeaderText" href="https://www.instagram.com/ada.writes/"><span class="UsernameText">ada.writes</span></a></div>
<a class="EmbeddedMedia" href="https://www.instagram.com/p/${CODE}/?utm_source=ig_embed"><img class="EmbeddedMediaImage" alt="Instagram post shared by &#064;ada.writes" src="${escaped}" srcset="${escaped}&amp;s=640 640w, ${escaped} 1080w" /></a>
<div class="SocialProof"><a href="https://www.instagram.com/p/${CODE}/">257,132 likes</a></div>
<div class="Caption"><a class="CaptionUsername" href="https://www.instagram.com/ada.writes/">ada.writes</a><br /><br />Snow &amp; light<br />in <a href="/explore/tags/hajin/?utm_source=ig_embed">#hajin</a><div class="CaptionComments"><a class="CaptionCommentsExpand" href="#">View all 1,777 comments</a></div></div>
</div></body></html>`;

export const broken = (name = 'EmbedBrokenMedia') => `<html><body><div class="Embed"><div class="${name}">
<div class="ebmMessage">The link to this photo or video may be broken, or the post may have been removed.</div></div></div></body></html>`;

/** A film or an album: the page's data, a string of JSON in JSON. */
export function withContext(changes: Record<string, unknown> = {}): string {
  const post = {
    __typename: 'GraphSidecar',
    id: '2911295595251935837',
    shortcode: CODE,
    display_url: picture,
    dimensions: { width: 1080, height: 1350 },
    owner: { id: '42', username: 'ada.writes', profile_pic_url: 'https://scontent.cdninstagram.com/me.jpg' },
    edge_media_to_caption: { edges: [{ node: { text: 'Snow & "light" ❄️\n#hajin' } }] },
    edge_liked_by: { count: 12 },
    edge_media_to_comment: { count: 3 },
    edge_sidecar_to_children: {
      edges: [
        {
          node: {
            __typename: 'GraphImage',
            is_video: false,
            display_url: picture,
            dimensions: { width: 1080, height: 1350 },
            display_resources: [
              { src: `${picture}&w=640`, config_width: 640, config_height: 800 },
              { src: picture, config_width: 1080, config_height: 1350 },
            ],
          },
        },
        {
          node: {
            __typename: 'GraphVideo',
            is_video: true,
            display_url: `${picture}&poster`,
            dimensions: { width: 720, height: 1280 },
            video_url: 'https://scontent.cdninstagram.com/v/a.mp4',
            video_duration: 12.5,
          },
        },
      ],
    },
    ...changes,
  };
  const context = JSON.stringify({ context: { shortcode: CODE }, gql_data: { shortcode_media: post } });
  return `<html><body><script>s.handle({"contextJSON":${JSON.stringify(context)},"isSidecar":true})</script></body></html>`;
}

/** A single picture since 2024: there are data, and the post is not in them. */
export const singleWithContext = single.replace(
  '"contextJSON":null',
  `"contextJSON":${JSON.stringify(JSON.stringify({ context: { type: 'GraphImage' }, gql_data: null }))}`,
);

/** The post's own page, which has meta tags where the post is there. */
export const page = `<html><head><meta property="og:url" content="https://www.instagram.com/ada.writes/p/${CODE}/" />
<meta property="og:title" content="Ada on Instagram: &quot;Snow&quot;" />
<meta name="twitter:title" content="Ada (&#064;ada.writes) &#x2022; Instagram reel" />
<meta property="og:description" content="298K likes, 553 comments - ada.writes on August 23, 2022: &quot;Snow&quot;. " />
<meta property="og:image" content="${escaped}" /></head><body></body></html>`;
export const shell =
  '<html><head><title>Instagram</title></head><body><div id="react-root"></div></body></html>';
