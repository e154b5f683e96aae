// qlab's widgets, bundled by esbuild 0.28.2 from sources with SHA-256 eade907ca04131ab3677f373d1b2c291b570597134a60f47781d9d3f1dc4c45f
var S="\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{d800}-\\u{dfff}\\u{e0000}-\\u{e007f}";var C=new RegExp(`[${S}]`,"gu"),x=(s,t)=>s.toString(16).padStart(t,"0");function $(s){let t=s.codePointAt(0)??0;return s==="\r"?"\\r":t>=56448&&t<=56575?`\\x${x(
t-56320,2)}`:t<128?`\\x${x(t,2)}`:t<65536?`\\u${x(t,4)}`:`\\U${x(t,8)}`}var w=s=>String(s).replace(C,$);function n(s,t={},...e){let i=document.createElement(s);for(let[o,r]of Object.entries(t))M(i,o,r);for(let o of e.flat())o==null||o===""||i.append(o instanceof Node?
o:w(o));return i}function M(s,t,e){if(!(e==null||e===!1))if(t==="class")s.className=e;else if(t==="text")s.textContent=w(e);else if(t==="data")Object.assign(s.dataset,
e);else if(t==="on")for(let[i,o]of Object.entries(e))s.addEventListener(i,o);else s.setAttribute(t,e===!0?"":e)}var A=(s,t,e={},...i)=>n("button",{type:"button",
class:s,on:{click:t},...e},...i),I=(...s)=>n("thead",{},n("tr",{},...s.map(t=>n("th",{scope:"col"},t))));function p(s,t){let e=w(t);s.textContent!==e&&(s.textContent=
e)}var g=s=>s.toLocaleString("en"),y=(s,t,e=`${t}s`)=>`${g(s)} ${s===1?t:e}`;var k=s=>`${(s/1e3).toFixed(3)} s`;var P="http://www.w3.org/2000/svg";function u(s,t,...e){let i=document.createElementNS(P,s);for(let[o,r]of Object.entries(t))i.setAttribute(o,String(r));return i.
append(...e),i}var q=7.4,N=26;function j({rows:s,total_ms:t},e){let i=s.map(a=>`attempt ${a.attempt}: after ${a.wait}`),o=q*Math.max(0,...i.map(a=>a.length))+12,r=a=>a/t*Math.
max(e-o,40)+2,l=(a,c,h,b)=>u("rect",{x:r(a),y:h,width:Math.max(r(c)-r(a),1),height:18,rx:4,class:b}),d=0,f=s.flatMap((a,c)=>{let h=c*N+6,[b,[T,L]]=[d,a.band];d=
a.at_ms;let O=T<L?[l(b+T,a.at_ms,h,"q-band")]:[],v=u("text",{x:r(a.at_ms)+8,y:h+14},i[c]??"");return[l(b,a.at_ms,h,"q-wait"),...O,v]}),m=`0 0 ${e} ${Math.max(s.
length,1)*N+8}`;return u("svg",{viewBox:m,class:"q-plan","aria-hidden":"true"},...f)}function D({bars:s,in_step:t}){let e=Math.max(1,...s,...t??[]),i=800/s.length,
o=f=>(m,a)=>{let c=172*m/e;return u("rect",{x:a*i+1,y:176-c,width:i-2,height:c,class:f})},r=[...(t??[]).map(o("q-before")),...s.map(o("q-after"))],l=u("line",{x1:0,
y1:177,x2:800,y2:177,class:"q-ground"});return u("svg",{...{viewBox:"0 0 800 180",preserveAspectRatio:"none"},class:"q-storm","aria-hidden":"true"},...r,l)}var B={fixed:"fixed",exponential:"exponential",capped:"capped at 4 × delay",jitter:"with jitter"},R=(s,t=0)=>`${(s*100).toFixed(t)} %`,E=class{constructor(t,e){
this.model=t,this.width=0,this.sliders=new Map,this.shown=this.picture();let i=Object.entries(B).map(([r,l])=>n("option",{value:r},l)),o={change:()=>this.set("s\
trategy",this.strategy.value)};this.strategy=n("select",{on:o},...i),this.plan=n("div"),this.planTitle=n("h3",{},"One job that fails each time"),this.storm=n("d\
iv"),this.axis=n("div",{class:"q-times","aria-hidden":"true"}),this.rows=n("tbody"),this.table=n("table",{class:"q-fields"},I("attempt","waits","at","chance it \
runs"),this.rows),this.total=n("p",{class:"q-sentence"}),this.peak=n("p"),this.result=n("span",{role:"status"}),this.root=this.build(),this.root.addEventListener(
"keydown",r=>r.stopPropagation()),e.replaceChildren(this.root),this.draw(),this.watch=new ResizeObserver(()=>{this.width!==this.plan.clientWidth&&this.drawPlan()}),
this.watch.observe(this.plan)}build(){let t=n("label",{},n("span",{},"strategy"),this.strategy),e=[this.slider("attempts","attempts",{min:1,max:12,step:1},String),
this.slider("delay_ms","delay",{min:100,max:6e4,step:100},k),this.slider("failure","attempt fails with",{min:0,max:1,step:.01},R),this.slider("clients","clients\
 failing",{min:1,max:1e3,step:1},g)],i=n("div",{class:"q-sliders"},t,...e),o=A("q-button q-wide",()=>this.check(),{},"Check with a real run"),r=[this.total,this.
planTitle,this.plan,this.table,n("p",{class:"q-tools"},o,this.result)],l=[n("h3",{},"The retries of all clients"),this.storm,this.axis,this.peak];return n("div",
{class:"qlab-player q-explorer",role:"group","aria-label":"backoff explorer"},i,...r,...l)}slider(t,e,i,o){let r=n("input",{type:"range",class:"q-range",...i,value:this.
model.get(t)}),l=n("strong",{},o(this.model.get(t)));return r.addEventListener("input",()=>{p(l,o(Number(r.value))),this.set(t,Number(r.value))}),this.sliders.set(
t,{input:r,output:l,show:o}),n("label",{},n("span",{},e," ",l),r)}set(t,e){this.model.set(t,e),this.model.save_changes()}check(){p(this.result,"A real job fails\
 on a real queue …"),this.model.send({do:"check"})}picture(){return JSON.parse(this.model.get("picture"))}drawPlan(){this.width=this.plan.clientWidth,this.plan.
replaceChildren(j(this.shown,Math.max(this.width,200)))}draw(){this.shown=this.picture();for(let[t,{input:e,output:i,show:o}]of this.sliders)document.activeElement!==
e&&(e.value=String(this.model.get(t))),p(i,o(this.model.get(t)));this.strategy.value=this.model.get("strategy"),this.drawWords(),this.drawPlan(),this.drawRows(),
this.storm.replaceChildren(D(this.shown)),this.axis.replaceChildren(...this.shown.ticks.map(t=>n("span",{},t))),p(this.result,this.model.get("checked"))}drawWords(){
let{words:t,total:e,peak:i,bin:o,until:r,in_step:l}=this.shown,d=this.model.get("attempts"),f=`${y(d,"attempt")}, ${t}: ${e} of waiting in all.`;p(this.total,d>
1?f:"One attempt: a job that fails has failed for good, and nothing is ever waited for."),this.planTitle.hidden=this.plan.hidden=this.table.hidden=d<2;let a=l?g(
Math.max(...l)):"",c=l?` Without jitter (the bars behind) ${a} would come at once.`:"",h=`At most ${y(i,"retry","retries")} within ${o}; shown are the first ${r}\
.${c}`;p(this.peak,i?h:"No retry comes.")}drawRows(){let t=this.shown.rows.map(e=>{let i=[e.wait,e.at,R(e.chance,1)].map(o=>n("td",{},o));return n("tr",{},n("th",
{scope:"row"},String(e.attempt)),...i)});this.rows.replaceChildren(...t)}};var _=["picture","checked"];function z({model:s,el:t}){let e=new E(s,t),i=()=>e.draw();for(let o of _)s.on(`change:${o}`,i);return()=>{e.watch.disconnect();for(let o of _)
s.off(`change:${o}`,i)}}var it={render:z};export{it as default};
