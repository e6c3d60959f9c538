/**
 * The one script of a card, and only where it is framed (`?format=frame`): it tells the page around how high the card is, in
 * the words that such pages know, again when that changes, and nothing else. WordPress gives a secret in the address's
 * fragment and may ask (`ready`); Bluesky's frames carry an id in the query; AMP's and Embedly's need neither.
 */
export const frameScript = `
{
const root=document.documentElement;
const given=new URLSearchParams(location.search.slice(1)+'&'+location.hash.replace(/^#\\??/,''));
const id=given.get('id'),secret=given.get('secret');
let told=0;
const tell=()=>{
root.classList.remove('framed');
const height=Math.ceil(document.body.getBoundingClientRect().height);
root.classList.add('framed');
if(height===told||parent===window)return;
told=height;
for(const message of [
{message:'height',value:height,secret},
{id,height},
{sentinel:'amp',type:'embed-size',height},
JSON.stringify({src:location.href,context:'iframe.resize',height})
])parent.postMessage(message,'*');
};
new ResizeObserver(tell).observe(document.body);
addEventListener('load',tell);
addEventListener('toggle',tell,true);
addEventListener('message',({source,data})=>{if(source===parent&&data&&data.message==='ready'){told=0;tell();}});
}
`;
