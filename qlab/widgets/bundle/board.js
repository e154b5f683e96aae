// qlab's widgets, bundled by esbuild 0.28.2 from sources with SHA-256 eade907ca04131ab3677f373d1b2c291b570597134a60f47781d9d3f1dc4c45f
var f="\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{d800}-\\u{dfff}\\u{e0000}-\\u{e007f}";var n={WAITING:"waiting",PRIORITIZED:"prioritized",DELAYED:"delayed",WAITING_CHILDREN:"waiting-children",ACTIVE:"active",COMPLETED:"completed",FAILED:"failed",UNKNOWN:"\
unknown"};var I=new RegExp(`[${f}]`,"gu"),d=(t,e)=>t.toString(16).padStart(e,"0");function T(t){let e=t.codePointAt(0)??0;return t==="\r"?"\\r":e>=56448&&e<=56575?`\\x${d(
e-56320,2)}`:e<128?`\\x${d(e,2)}`:e<65536?`\\u${d(e,4)}`:`\\U${d(e,8)}`}var l=t=>String(t).replace(I,T),A=t=>l(t).replace(/\n/g,"\\n").replace(/\t/g,"\\t");function y(t,e){
if(t.length<=e)return t;let o=/[\ud800-\udbff]/.test(t[e-2]??"")?e-2:e-1;return`${t.slice(0,o)}…`}var m=(t,e)=>y(A(t),e);function r(t,e={},...o){let s=document.createElement(t);for(let[i,a]of Object.entries(e))M(s,i,a);for(let i of o.flat())i==null||i===""||s.append(i instanceof Node?
i:l(i));return s}function M(t,e,o){if(!(o==null||o===!1))if(e==="class")t.className=o;else if(e==="text")t.textContent=l(o);else if(e==="data")Object.assign(t.dataset,
o);else if(e==="on")for(let[s,i]of Object.entries(o))t.addEventListener(s,i);else t.setAttribute(e,o===!0?"":o)}var b=(t,e,o={},...s)=>r("button",{type:"button",
class:t,on:{click:e},...o},...s);function c(t,e){let o=l(e);t.textContent!==o&&(t.textContent=o)}var N="http://www.w3.org/2000/svg";function u(t,e,...o){let s=document.createElementNS(N,t);for(let[i,a]of Object.entries(e))s.setAttribute(i,String(a));return s.
append(...o),s}var E={[n.WAITING]:"M2 6h3v4H2zM6.5 6h3v4h-3zM11 6h3v4h-3z",[n.PRIORITIZED]:"M8 1.5 14.5 8 8 14.5 1.5 8z",[n.DELAYED]:"M8 1.5A6.5 6.5 0 1 1 8 14.5 6.5 6.5 0 0 1\
 8 1.5M8 4.5V8.3L10.6 10",[n.WAITING_CHILDREN]:"M8 2v5M8 7H3.5v4M8 7h4.5v4M2 11h3v3H2zM11 11h3v3h-3z",[n.ACTIVE]:"M4 2.5 13 8 4 13.5z",[n.COMPLETED]:"M2.5 8.5 6\
.3 12.3 13.5 4",[n.FAILED]:"M3.5 3.5 12.5 12.5M12.5 3.5 3.5 12.5",[n.UNKNOWN]:"M5.5 6A2.5 2.5 0 1 1 8.6 8.4Q8 8.7 8 10M8 12.2V12.6",first:"M4 3v10M13 3 6 8l7 5z",
back:"M11 3 4.5 8 11 13z",forward:"M5 3 11.5 8 5 13z",last:"M12 3v10M3 3 10 8l-7 5z",play:"M4 2.5 13 8 4 13.5z",pause:"M5 3v10M11 3v10",removed:"M3 4.5h10M6 4.5\
V2.8h4v1.7M4.5 4.5l.7 9h5.6l.7-9",job:"M2 8h8M7 4.5 10.5 8 7 11.5M13.5 3v10",lock:"M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",bell:"M3 11.5h10M4 11.5V8a4 4 \
0 0 1 8 0v3.5M7 13.8h2",tape:"M1.5 4h13v8h-13zM4 4v8M12 4v8"};function w(t,e=16){let o={viewBox:"0 0 16 16",width:e,height:e},s=u("path",{d:E[t]??E[n.UNKNOWN]??
""});return u("svg",{...o,"aria-hidden":"true",class:`q-icon q-icon-${t}`},s)}var g=t=>t.toLocaleString("en");var k={add:"add a job",take:"take",complete:"complete",fail:"fail",retry:"retry failed",advance:"clock + 1 s",next:"clock to next"},h=class{constructor(e,o){this.
model=e,this.bars=new Map,this.title=r("h2"),this.clock=r("span",{class:"q-clock"}),this.rows=r("div",{class:"q-board-rows"}),this.moves=r("ol",{class:"q-moves",
reversed:!0}),this.message=r("p",{class:"q-message",role:"status"}),this.root=this.build(),this.root.addEventListener("keydown",s=>s.stopPropagation()),o.replaceChildren(
this.root),this.draw()}build(){let e=r("div",{class:"q-top"},this.clock,this.title),o=r("section",{},r("h3",{},"Last moves"),this.moves),s=r("div",{class:"q-two"},
this.rows,o);return r("div",{class:"qlab-player q-board",role:"group","aria-label":"board of a queue"},e,this.buttons(),this.message,s)}buttons(){if(this.model.
get("readonly"))return r("p",{class:"q-quiet"},"read-only: looks once a second");let e=Object.entries(k).map(([o,s])=>b("q-button q-wide",()=>this.model.send({do:o}),
{data:{act:o}},s));return r("div",{class:"q-controls",role:"group","aria-label":"actions"},...e)}bar(e){let o=this.bars.get(e);if(o)return o;let s={count:r("b"),
fill:r("span")},i=r("span",{},w(e),` ${e}`),a={class:`q-bar q-state-${e}`,data:{state:e}};return this.rows.append(r("div",a,i,s.count,r("span",{},s.fill))),this.
bars.set(e,s),s}draw(){let e=JSON.parse(this.model.get("picture"));c(this.title,`queue ${m(e.queue,60)}`),c(this.clock,e.at);for(let[o,s]of Object.entries(e.counts)){
let i=this.bar(o);c(i.count,g(s)),i.fill.style.width=`${Math.min(100,100*s/e.scale)}%`}this.moves.replaceChildren(...e.moves.map(o=>r("li",{},o))),c(this.message,
this.model.get("message"))}};var S=1e3,x=["picture","message"];function v({model:t,el:e}){let o=new h(t,e),s=()=>o.draw();for(let p of x)t.on(`change:${p}`,s);let i=()=>{document.visibilityState===
"visible"&&o.root.isConnected&&t.send({do:"refresh"})},a=t.get("readonly")?setInterval(i,S):0;return()=>{clearInterval(a);for(let p of x)t.off(`change:${p}`,s)}}
var F={render:v};export{F as default};
