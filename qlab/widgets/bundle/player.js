// qlab's widgets, bundled by esbuild 0.28.2 from sources with SHA-256 3604a4b5a248a5110fce75afb4ab06eda334b45d2cca970baf537297591eb151
var Ze="\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{d800}-\\u{dfff}\\u{e0000}-\\u{e007f}",
u={WAIT:"wait",ACTIVE:"active",PAUSED:"paused",DELAYED:"delayed",PRIORITIZED:"prioritized",PRIORITY_COUNTER:"pc",COMPLETED:"completed",FAILED:"failed",WAITING_CHILDREN:"\
waiting-children",MARKER:"marker",EVENTS:"events",META:"meta",ID:"id",STALLED:"stalled",STALLED_CHECK:"stalled-check",LIMITER:"limiter",REPEAT:"repeat",SCHEDULER:"\
scheduler",DEDUPLICATION:"de",DEDUPLICATION_NEXT:"dn",METRICS:"metrics",METRICS_DATA:"metrics-data",LEGACY_PRIORITY:"priority",LEGACY_DELAY:"delay",LEGACY_PAUSED:"\
meta-paused",JOB:"job",LOCK:"lock",LOGS:"logs",DEPENDENCIES:"dependencies",PROCESSED:"processed",CHILD_FAILURES:"child-failures",UNSUCCESSFUL:"unsuccessful",RELAY:"\
relay",UNKNOWN:"unknown"},q={WAITING:"waiting",PRIORITIZED:"prioritized",DELAYED:"delayed",WAITING_CHILDREN:"waiting-children",ACTIVE:"active",COMPLETED:"comple\
ted",FAILED:"failed",UNKNOWN:"unknown"},Xe={waiting:"The job is ready and waits in line for a worker.",prioritized:"The job is ready, in line by priority, after\
 jobs without one.",delayed:"The job may not start before a set moment: a delay or a backoff.","waiting-children":"The job waits for its child jobs to finish.",
active:"A worker has the job, and a lock on it that it must keep renewing.",completed:"The job is done, and its return value is kept.",failed:"The job failed fo\
r good: no attempts are left, or the error forbade another.",unknown:"No list or set of the queue holds the job's id: it does not exist, or it is orphaned."},L=[
["completed","completed"],["failed","failed"],["delayed","delayed"],["prioritized","prioritized"],["active","active"],["wait","waiting"],["paused","waiting"],["\
waiting-children","waiting-children"]],ts=["prioritized","wait","paused"],Ee=["completed","failed"],es={lock:"lock",logs:"logs",dependencies:"dependencies",processed:"\
processed","child-failures":"failed",unsuccessful:"unsuccessful"},G={wait:["list","Ids of the jobs that are ready; workers take from the right end."],active:["l\
ist","Ids of the jobs that workers have taken and not yet finished."],paused:["list","Jobs of a queue that a BullMQ older than 6 has paused; newer ones leave th\
em in wait."],delayed:["zset","Jobs that are not due yet; score = due ms × 4096 + sequence."],prioritized:["zset","Ready jobs that have a priority; score = pri\
ority × 2^32 + counter."],pc:["string","Counter that keeps jobs of equal priority first in, first out."],completed:["zset","Jobs that completed; score = when, \
in ms."],failed:["zset","Jobs that failed for good; score = when, in ms."],"waiting-children":["zset","Parents whose children are not finished; score = since wh\
en, in ms."],marker:["zset","The bell that wakes idle workers; they block on it with BZPOPMIN."],events:["stream","What happened in the queue, about the last 10\
,000 events."],meta:["hash","The queue's settings: paused or not, concurrency, rate limit, length of the event stream."],id:["string","Counter that the ids of n\
ew jobs come from."],stalled:["set","Suspects: jobs active at the last check, their locks not renewed since."],"stalled-check":["string","While it exists, no wo\
rker repeats the check for stalled jobs."],limiter:["string","How many jobs started in this rate-limit window; it expires with the window."],repeat:["zset","The\
 queue's job schedulers; score = ms of the next iteration."],scheduler:["hash","One job scheduler: how often, and the template of its jobs."],de:["string","Id o\
f the job that holds a deduplication id; adding another with it is refused."],dn:["hash","The job to add when the active holder of the id ends (keepLastIfActive\
)."],metrics:["hash","How many jobs completed or failed in all, and the last minute counted."],"metrics-data":["list","How many jobs completed or failed in each\
 minute, the latest first."],priority:["zset","Priorities, as kept by a BullMQ older than 4; no longer read."],delay:["stream","Delayed jobs, for the QueueSched\
uler of a BullMQ older than 2; no longer read."],"meta-paused":["string","Says that Bull 3 or 4 has paused the queue; BullMQ keeps that in meta."],job:["hash","\
A job: its data, options, attempts and result."],lock:["string","Token of the worker that has the job; unless renewed it expires."],logs:["list","Lines the job'\
s processor logged."],dependencies:["set","Keys of the job's children that are not finished."],processed:["hash","Return values of the job's completed children,\
 by the child's key."],"child-failures":["hash","Errors of failed children the job goes on without, by the child's key."],unsuccessful:["zset","Failed children \
that make the job fail too; score = when, in ms."],relay:["","A key of BullMQ's relay (messages between processes), no queue's."],unknown:["","Not a key that Bu\
llMQ makes."]},ss="no longer: ",os="\0job\0",is=200,Y=["wait","active","completed","prioritized","waiting-children","failed","delayed","paused"],V=["wait","acti\
ve","delayed","completed","failed"],Me=["delayed","prioritized"],ns={wait:["head: new jobs","tail: next to run"],paused:["head: newest","tail: oldest"],active:[
"head: taken last","tail: taken first"],logs:["head: oldest","tail: newest"],"metrics-data":["head: latest","tail: oldest"]},nt={list:"list",zset:"sorted set",set:"\
set",hash:"hash",string:"string",stream:"stream"},$e={list:["element","elements"],set:["member","members"],zset:["member","members"],hash:["field","fields"],stream:[
"entry","entries"],string:["byte","bytes"]},qt={NAME:"name",OPTIONS:"opts",ATTEMPTS_MADE:["atm","attemptsMade"]},rs={EVENT:"event",JOB_ID:"jobId"},Et={READY:"0",
DUE:"1"};var A=(o,t,e)=>`${o}:${t}:${e}`;function J(o,t,e,s){let i=`${o}:${t}:${e}`;return s===void 0?i:`${i}:${es[s]}`}var N=(o,t)=>`${o}
${t}`;function tt(o){let[t="",e=""]=o.split(`
`);return[t,e]}function hs(o,t){if(o===t)return 0;let[e,s]=[as(o),as(t)],i=e.findIndex((n,r)=>n!==s[r]);return i<0?-1:(e[i]??-1)-(s[i]??-1)}var as=o=>[...o].map(t=>Fo(t.codePointAt(
0)??0)),Fo=o=>o>>8===220?o-56320:o,ls=(o,t)=>o[1]-t[1]||hs(o[0],t[0]),Mt=([o],[t])=>o<t?-1:o>t?1:0,et=o=>typeof o=="string"?Number(o.replace("inf","Infinity")):
o,zo={hash:o=>new Map(Object.entries(o).sort(Mt)),zset:o=>o.map(([t,e])=>[t,et(e)]).sort(ls)},cs={string:(o,t)=>t,list:Go,members:Yo,hash:Ho,zset:Vo,stream:(o,t)=>o.
slice(t.trim).concat(t.append)},Ko=Object.keys(cs);function Go(o,t){let e=o.slice();for(let[s,i,n]of t)e.splice(s,i,...n);return e}function Yo(o,t){let e=o.filter(
s=>!t.del.includes(s));return[...new Set([...e,...t.add])].sort(hs)}function Ho(o,t){let e=new Map(o);for(let s of t.del)e.delete(s);for(let[s,i]of Object.entries(
t.set))e.set(s,i);return new Map([...e].sort(Mt))}function Vo(o,t){let e=new Map(o);for(let s of t.del)e.delete(s);for(let[s,i]of Object.entries(t.set))e.set(s,
et(i));return[...e].sort(ls)}function gt(o,t,e){let s=zo[t.type]?.(t.value)??t.value,i=t.expires_at===null?null:t.expires_at-e,n=new Map(Object.entries(t.words??
{})),{encoding:r,expires_at:a,size:l}=t;return{name:o,type:t.type,encoding:r,expires:a,life:i,value:s,size:l,words:n,job:null}}function ds(o,t,e){let s=Ko.find(
l=>l in t),i=s?cs[s](o.value,t[s]):o.value,n=t.expires_at,r=n===null?null:n===o.expires?o.life:n-e,a=t.words?new Map([...o.words,...Object.entries(t.words)]):o.
words;return{...o,job:null,encoding:t.encoding,expires:n,life:r,value:i,words:a}}function H(o){return o.size!==void 0?o.size:o.type==="hash"?o.value.size:typeof o.
value=="string"?Uo(o.value):o.value.length}var Uo=o=>[...o].reduce((t,e)=>t+Jo(e.codePointAt(0)??0),0),Jo=o=>o<128||o>>8===220?1:o<2048?2:o<65536?3:4;function rt(o){
return!o||!Array.isArray(o.value)||o.type==="stream"?[]:o.type==="zset"?o.value:o.value.map(t=>[t,null])}function R(o){return Number.isFinite(o)?Number.isInteger(o)?String(BigInt(o)):String(o):o>0?"inf":"-inf"}var v=o=>o.toLocaleString("en"),M=(o,t,e=`${t}s`)=>`${v(
o)} ${o===1?t:e}`;function _(o){let[t="",e=""]=(Math.abs(o)/1e3).toFixed(3).split(".");return`${o<0?"-":"+"}${t.replace(/\B(?=(\d{3})+$)/g," ")}.${e} s`}var st=o=>`${(o/1e3).toFixed(
3)} s`,Qo=o=>o%1===.5?2*Math.round(o/2):Math.round(o),$t=o=>o<1e5?st(o):U(1e3*Qo(o/1e3));function St(o){return o===0?"due now":o>0?`due in ${$t(o)}`:`overdue by\
 ${$t(-o)}`}var ps=(o,t)=>o===null?"never expires now":o>t?`expires ${Tt(o-t)}`:Tt(o-t),Tt=o=>o>0?`in ${$t(o)}`:`${$t(-o)} ago`,Zo=[["d",864e5],["h",36e5],["min",
6e4],["s",1e3]];function U(o){if(!(o<1e15))return`${o.toPrecision(4)} ms`;let t=o;return Zo.map(([s,i])=>{let n=s==="s"?t/i:Math.floor(t/i);return t-=Math.floor(
t/i)*i,n?`${n} ${s}`:""}).filter(Boolean).join(" ")||"0 s"}var us=o=>o<1e5?`${(o/1e3).toFixed(1)} s`:U(1e3*Math.floor(o/1e3));function At(o,t){let e=new RegExp(
`((?:\\d+ (?:d|h|min) ?){${t}}).*`);return o.replace("overdue by","late by").replace(e,"$1").trim()}function wt(o){let t=new Date(o);return Number.isNaN(t.getTime())?
`${o} ms since 1970`:t.toISOString()}var Xo=new RegExp(`[${Ze}]`,"gu"),Ot=(o,t)=>o.toString(16).padStart(t,"0");function ti(o){let t=o.codePointAt(0)??0;return o==="\r"?"\\r":t>=56448&&t<=56575?`\\x${Ot(
t-56320,2)}`:t<128?`\\x${Ot(t,2)}`:t<65536?`\\u${Ot(t,4)}`:`\\U${Ot(t,8)}`}var P=o=>String(o).replace(Xo,ti),B=o=>P(o).replace(/\n/g,"\\n").replace(/\t/g,"\\t");
function Q(o,t){if(o.length<=t)return o;let e=/[\ud800-\udbff]/.test(o[t-2]??"")?t-2:t-1;return`${o.slice(0,e)}…`}var m=(o,t)=>Q(B(o),t);var Nt=(o,t)=>[Math.floor(o/t),o-Math.floor(o/t)*t],Z=o=>Nt(o,4096)[0],Ae=o=>Nt(o,4294967296)[0],ei=Math.log2(4294967296),si=Math.log2(9007199254740992),Lt=o=>({
value:t,now:e,start:s})=>({label:_(t-s),meaning:`${o} ${wt(t)}, ${Tt(t-e)}`});function oi({value:o,now:t}){let[e,s]=Nt(o,4096),i=Math.abs(o)>9007199254740992?` \
(above 2^${si} a score loses its sequence)`:"",n=St(e-t);return{label:n,meaning:`${e} ms × ${4096} + ${s} → ${n}${i}`}}function ii({value:o}){let[t,e]=Nt(o,4294967296),
s=e?`ticket ${e}`:"at the front";return{label:s,meaning:`${t} × 2^${ei} + ${e} → priority ${t}, ${s}`}}function ni({member:o,value:t,now:e}){let s={[Et.READY]:"\
an idle worker wakes and looks for a job now",[Et.DUE]:`a worker without work sleeps until the next delayed job, ${St(t-e)}`},i=Object.values(Et).join(" and ");
return{label:"",meaning:s[o]??`not a marker that BullMQ sets (it knows ${i})`}}function ri({member:o,value:t,now:e}){let s=St(t-e);return{label:s,meaning:`${wt(
t)} → next job of scheduler ${m(o,60)} ${s}`}}var ai={[u.DELAYED]:oi,[u.PRIORITIZED]:ii,[u.MARKER]:ni,[u.COMPLETED]:Lt("finished"),[u.FAILED]:Lt("finished"),[u.
WAITING_CHILDREN]:Lt("waiting since"),[u.UNSUCCESSFUL]:Lt("failed"),[u.REPEAT]:ri,[u.LEGACY_PRIORITY]:({value:o})=>({label:R(o),meaning:`priority ${R(o)}, no lo\
nger read`})};function j(o,t,e,s,i){return Number.isFinite(e)?ai[o]?.({member:t,value:e,now:s,start:i})??{label:R(e),meaning:""}:{label:R(e),meaning:"not a fini\
te number: BullMQ sets no such score"}}var hi={name:"",tries:"",made:0,allowed:1},li=10*365*864e5,It=class{constructor(t,e,s,i,n=!1){this.data=t,this.index=e,this.selected=s,this.step=t.step(e),this.
at=Math.max(i??0,t.at(e)),this.byTime=n,this.state=t.state(e),this.before=e>0?t.state(e-1):this.state;let r=this.step?.changes??[];this.kinds=new Map(r.map(a=>[
a.key,this.kind(a)])),this.appended=new Map(r.map(a=>[a.key,a.stream?.append.length??this.entered(a)])),this.moves=Dt(this.step?.moves??[]),this.places=null}get between(){
return this.byTime&&this.at>this.data.at(this.index)}kind(t){return t.del?"gone":t.set&&!this.before.has(t.key)?"born":"changed"}entered({key:t,set:e}){if(e?.type!==
"stream")return 0;let s=this.before.get(t),i=new Set(s?.type==="stream"?s.value.map(([n])=>n):[]);return e.value.filter(([n])=>!i.has(n)).length}fresh(t){return this.
appended.get(t)??0}hash(t,e){let s=this.state.get(J(this.data.prefix,t,e));return s?.type==="hash"?s:null}job(t,e){let s=this.hash(t,e);return s?(s.job??={name:s.
value.get(qt.NAME)??"",...ci(s.value)},s.job):hi}stateOf(t,e){return this.places??=this.findPlaces(),this.places.get(N(t,e))??q.UNKNOWN}findPlaces(){let t=new Map;
for(let e of this.data.queues)for(let[s,i]of L)for(let[n]of rt(this.state.get(A(this.data.prefix,e,s)))){let r=N(e,n);t.has(r)||t.set(r,i)}return t}jobs(){let t=new Map;
for(let e of this.kinds.keys()){let{queue:s,job:i}=this.data.key(e);i!==null&&t.set(N(s,i),{queue:s,job:i})}return t}};function Dt(o){let t=new Map;for(let[e,s,
i,n]of o){let r=t.get(N(e,s));t.set(N(e,s),[e,s,r?r[2]:i,n])}return t}function ci(o){try{let t=JSON.parse(o.get(qt.OPTIONS)??"{}").attempts??1,e=Number(qt.ATTEMPTS_MADE.
map(s=>o.get(s)).find(s=>s!==void 0)??0);return{made:e,allowed:t,tries:t>1?`${e}/${t}`:""}}catch{return{made:0,allowed:1,tries:""}}}var Rt=class{constructor(t){
this.data=t,this.upTo=0,this.by=new Map}of(t){for(;this.upTo<this.data.length;this.upTo+=1){let{at:e,changes:s}=this.data.step(this.upTo+1);for(let i of s)this.
look(i,e)}return this.by.get(t)??0}look(t,e){if(this.data.key(t.key).role!==u.DELAYED)return;let s=Math.max(0,...di(t).map(i=>Z(et(i))-e));s<li&&this.by.set(t.key,
Math.max(this.by.get(t.key)??0,s))}};function di({zset:o,set:t}){return o?Object.values(o.set):t?.type==="zset"?t.value.map(([,e])=>e):[]}function h(o,t={},...e){let s=document.createElement(o);for(let[i,n]of Object.entries(t))pi(s,i,n);for(let i of e.flat())i==null||i===""||s.append(i instanceof Node?
i:P(i));return s}function pi(o,t,e){if(!(e==null||e===!1))if(t==="class")o.className=e;else if(t==="text")o.textContent=P(e);else if(t==="data")Object.assign(o.
dataset,e);else if(t==="on")for(let[s,i]of Object.entries(e))o.addEventListener(s,i);else o.setAttribute(t,e===!0?"":e)}var y=(o,t,e={},...s)=>h("button",{type:"\
button",class:o,on:{click:t},...e},...s),at=(...o)=>h("thead",{},h("tr",{},...o.map(t=>h("th",{scope:"col"},t))));function w(o,t){let e=P(t);o.textContent!==e&&
(o.textContent=e)}function x(o,t,e){o.dataset[t]!==e&&(o.dataset[t]=e)}function S(o,t,e){o.style.getPropertyValue(t)!==e&&o.style.setProperty(t,e)}function O(o,t,e){
o.getAttribute(t)!==e&&(e===null?o.removeAttribute(t):o.setAttribute(t,e))}function k(o,t){let e=o.firstChild;for(let s of t){if(e&&e!==s&&e.nextSibling===s){let i=e;
e=s,o.appendChild(i)}e===s?e=e.nextSibling:o.insertBefore(s,e)}for(;o.childNodes.length>t.length;)o.lastChild?.remove()}var ms=(o,t)=>t===null?o:`${o}: job ${m(t,14)}`,ht=class{constructor(t,e){this.chapters=t,this.go=e;let s={change:()=>this.choose()},i="Chapters (N: the next on\
e, B: the one before)";this.element=h("select",{class:"q-chapters","aria-label":"chapters",title:i,on:s}),this.refresh()}refresh(){let t=this.chapters(),e=t.map(
({step:s,title:i},n)=>h("option",{value:n},`${s} · ${i}`));this.element.replaceChildren(h("option",{value:""},"Chapters"),...e),this.element.disabled=!t.length}choose(){
let t=this.chapters()[Number(this.element.value)];this.element.value&&t&&this.go(t.step)}jump(t,e){let s=this.chapters().map(({step:n})=>n),i=e>0?s.find(n=>n>t):
s.findLast(n=>n<t);i!==void 0&&this.go(i)}update(t){let e=this.chapters().findLastIndex(({step:s})=>s<=t);this.element.value=e<0?"":String(e)}};function jt(o,t,e,s){let i=a=>o.words[a]??"";if(t.lines)return t.lines.map(([a,l,c,d,p])=>[a,l,c,d,i(p)]);let n=[];for(let a of ui({data:o,change:t,before:e,at:s})){
if(n.length===is)break;n.push(a)}let r=t.means?n.filter(([a])=>a==="added"||a==="removed"):[];for(let[a,l]of r.entries())l[4]=bs(l[0],i(t.means?.[a]??-1));return n}
function*ui(o){let{change:t,before:e}=o;t.del?yield*fi(o):t.set?yield*mi(o):e&&(yield*gi(o,e))}function*fi({data:o,change:t,before:e,at:s}){if(e){yield["gone","",
e.type,null,ys(o,t)];for(let[i,n,r]of ws(o,e,s))yield bt(i,n,r)}}function*mi({data:o,change:t,at:e}){if(!t.set)return;let s=gt(t.key,t.set,e);yield["born","",null,
s.type,ys(o,t)];for(let[i,n,r]of ws(o,s,e))yield["added",i,null,n,r];s.expires!==null&&(yield xs(null,s.expires,e))}function*gi(o,t){let{change:e,at:s}=o;e.string!==
void 0&&(yield["changed","",String(t.value),e.string,ks(o,"")]),e.list&&(yield*wi(t.value,e.list)),e.members&&(yield*bi(e.members)),e.hash&&(yield*xi(o,t,e.hash)),
e.zset&&(yield*yi(o,t,e.zset)),e.stream&&(yield*vi(e.stream)),t.expires!==e.expires_at&&(yield xs(t.expires,e.expires_at,s)),t.encoding!==e.encoding&&(yield["en\
coding","",t.encoding,e.encoding,""])}function*wi(o,t){let e=t.length>1?o.slice():o;for(let[s,i,n]of t){let r=e.slice(s,s+i);for(let[a,l]of r.entries())yield bt(
`[${s+a}]`,l,"");for(let[a,l]of n.entries())yield["added",`[${s+a}]`,null,l,""];t.length>1&&e.splice(s,i,...n)}}function*bi(o){for(let t of o.del)yield bt("",t,
"");for(let t of o.add)yield["added","",null,t,""]}function*xi(o,t,e){let s=t.type==="hash"?t.value:new Map;for(let[i,n]of qs(e.set,e.del)){let r=s.get(i)??null;
n===null?yield bt(i,r??"",o.data.word(t,i)):yield[r===null?"added":"changed",i,r,n,ks(o,i)]}}function*yi({data:o,change:t,at:e},s,i){let n=new Map(s.type==="zse\
t"?s.value:[]),{role:r}=o.key(t.key),a=(l,c)=>j(r,l,c,e,o.start).meaning;for(let[l,c]of qs(i.set,i.del)){let d=n.get(l),p=d===void 0?null:R(d);c===null?yield bt(
l,p??"",d===void 0?"":a(l,d)):yield[p===null?"added":"changed",l,p,R(et(c)),a(l,et(c))]}}function*vi(o){let t=o.trim===1?"entry":"entries";o.trim&&(yield["trimm\
ed","",String(o.trim),null,`${t} trimmed off the beginning`]);for(let e of o.append)yield["added",e[0],null,vs(e),""]}function*ws(o,t,e){if(t.type==="zset")yield*ki(
o,t,e);else if(t.type==="hash")for(let[s,i]of t.value)yield[s,i,o.word(t,s)];else if(t.type==="list")for(let[s,i]of t.value.entries())yield[`[${s}]`,i,""];else if(t.
type==="set")for(let s of t.value)yield["",s,""];else if(t.type==="stream")for(let s of t.value)yield[s[0],vs(s),""];else yield["",String(t.value),o.word(t,"")]}
function*ki(o,t,e){let{role:s}=o.key(t.name);for(let[i,n]of t.value)yield[i,R(n),j(s,i,n,e,o.start).meaning]}var bs=(o,t)=>o==="removed"&&t?ss+t:t,bt=(o,t,e)=>[
"removed",o,t,null,bs("removed",e)],xs=(o,t,e)=>["ttl","",gs(o),gs(t),ps(t,e)],gs=o=>o===null?null:String(o),ys=(o,t)=>G[o.key(t.key).role]?.[1]??"",vs=([,o])=>o.
map(([t,e])=>`${t}=${e}`).join(" "),ks=({data:o,change:t},e)=>o.words[t.words?.[e]??-1]??"",qs=(o,t)=>[...Object.entries(o),...t.map(e=>[e,null])].sort(Mt);var lt=32,Es=5,qi=6,Ct=class{constructor(t){this.prefix=t.prefix,this.start=t.start,this.began=t.at,this.note=t.note,this.watched=t.watched,this.steps=[],this.names=
new Map,this.words=[],this.kept=new Map,this.used=new Set,this.queues=[],this.chapters=[],this.grow(t);let e=new Map(Object.entries(t.keys).map(([s,i])=>[s,gt(s,
i,t.at)]));this.frames=[e];for(let s of e.keys())this.use(s)}grow(t){let e=t.steps.slice(this.steps.length-t.from);if(t.from>this.steps.length||!e.length&&this.
steps.length)return!1;for(let[i,[n,r,a,l]]of Object.entries(t.names))this.names.set(i,{name:i,queue:n,role:r,job:a,detail:l});t.words.forEach((i,n)=>{this.words[t.
wordsFrom+n]=i}),this.steps.push(...e);for(let{index:i,commands:n,chapters:r=[]}of e){for(let a of n)a[2]??=a[1].slice(0,1),a[1]=Ei(a);this.chapters.push(...r.map(
([a,,l])=>({step:i,title:ms(a,l)})))}let s=new Set([...this.names.values()].map(i=>i.queue).filter(Boolean));this.queues=Ms([...s].sort(),this.steps);for(let i of e.
flatMap(n=>n.changes))this.use(i.key);return e.length>0}use(t){let{queue:e,role:s}=this.key(t);this.used.add(`${e}
${s}`)}hasUsed(t,e){return this.used.has(`${t}
${e}`)}queuesAt(t){let e=this.steps.slice(Math.max(0,t-Es-1),t+Es),[s]=Ms([...this.queues],e);return s===void 0?[]:[s,...this.queues.filter(i=>i!==s)]}get length(){
return this.steps.length}step(t){return this.steps[t-1]}at(t){return this.step(t)?.at??this.began}elapsedAt(t){return this.at(t)-this.start}key(t){return this.names.
get(t)??{name:t,queue:"",role:u.UNKNOWN,job:null,detail:null}}state(t){let e=this.kept.get(t);if(e)return e;let s=this.replay(t);this.kept.set(t,s);let[i]=this.
kept.keys();return this.kept.size>qi&&i!==void 0&&this.kept.delete(i),s}replay(t){let e=Math.min(Math.floor(t/lt),this.frames.length-1)*lt,s=this.frames[e/lt];for(let[
n,r]of this.kept)n>e&&n<t&&([e,s]=[n,r]);let i=new Map(s);for(let n=e+1;n<=t;n+=1){let r=this.step(n);for(let a of r?.changes??[])Oe(i,a,this.at(n));n%lt===0&&!this.
frames[n/lt]&&(this.frames[n/lt]=new Map(i))}return i}lines(t,e){return jt(this,e,this.state(t.index-1).get(e.key),t.at)}word(t,e){return this.words[t.words.get(
e)??-1]??""}find(t){return this.steps.filter(t).map(e=>e.index)}concerns(t,e,s){let i=(n,r)=>(e===""||n===e)&&(s===""||r===s);return i(t.queue,t.job)||t.moves.some(
n=>i(n[0],n[1]))?!0:t.changes.some(n=>i(this.key(n.key).queue,this.key(n.key).job))}},Ei=([,o,t])=>o.map(e=>typeof e=="number"?t[e]??"":e);function Oe(o,t,e){let s=o.
get(t.key);t.del?o.delete(t.key):t.set?o.set(t.key,gt(t.key,t.set,e)):s&&o.set(t.key,ds(s,t,e))}function Ms(o,t){let e=new Map(o.map(s=>[s,0]));for(let{queue:s}of t)
s!==null&&e.set(s,(e.get(s)??0)+1);return o.sort((s,i)=>(e.get(i)??0)-(e.get(s)??0))}function Le(o){let e=o.getRootNode().activeElement;return e instanceof HTMLElement&&o.contains(e)?e:null}function $s(o,t){t&&Le(o)!==t&&(t.isConnected?t:o).focus(
{preventScroll:!0})}var Mi=1e3,$i=["first","second"],_t=class{constructor(){this.tell=null,this.step=0,this.timer=0,this.votes=null;let t=(i,n)=>y("q-view",()=>this.tell?.(i,this.step),
{data:{move:i}},n);this.moves=[t("discuss","Discuss"),t("again","Vote again"),t("bars","Show bars")],this.told=h("b",{role:"status"});let e=h("span",{class:"q-v\
iews"},...this.moves);this.head=h("div",{class:"q-class-head"},this.told,e),this.rows=h("div",{});let s={class:"q-class",tabindex:"0",role:"group","aria-label":"\
the class"};this.element=h("div",s,this.head,this.rows),this.element.hidden=!0}connect(t){this.tell=t}ask(t){!this.tell||this.step===t||(this.step=t,this.votes=
null,this.tell("ask",t),clearInterval(this.timer),this.timer=window.setInterval(()=>this.tell?.("count",t),Mi))}reveal(t){this.step===t&&(this.stop(),this.tell?.(
"reveal",t))}stop(){clearInterval(this.timer),this.timer=0}show(t){t.step===this.step&&(this.votes=t,this.draw())}update(t){this.element.hidden=!this.tell||!this.
step||t!==this.step,this.element.hidden||this.draw()}draw(){let{votes:t}=this,[e=[],s="count"]=[t?.voted,t?.shown];w(this.told,t?.said??`${M(e.at(-1)??0,"vote")}`);
let i=this.timer!==0&&!t?.said;for(let n of this.moves)n.hidden=!i;this.enable("discuss",e.length===1&&(s==="ask"||s==="count")),this.enable("again",e.length===
1&&(s==="discuss"||s==="bars")),this.enable("bars",s!=="bars"),this.rows.replaceChildren(...(t?.bars??[]).map(n=>Ti(n,e)))}enable(t,e){for(let s of this.moves)s.
dataset.move===t&&(s.disabled=!e)}};function Ti([o,t,e],s){let i=e===null?"":e?"✓ ":"✗ ",n=t.map((a,l)=>{let c=Math.round(100*a/Math.max(1,s[l]??0)),d=h("sp\
an",{class:"q-class-bar"});d.style.setProperty("--q-share",`${c}%`);let p=t.length>1?`${$i[l]} `:"";return h("span",{class:"q-class-round"},d,h("small",{},`${p}${v(
a)} (${c} %)`))}),r={option:o,right:String(e)};return h("div",{class:"q-class-row",data:r},h("code",{},`${i}${B(o)}`),h("span",{},...n))}var Si="http://www.w3.org/2000/svg";function E(o,t,...e){let s=document.createElementNS(Si,o);for(let[i,n]of Object.entries(t))s.setAttribute(i,String(n));return s.
append(...e),s}var Ts={[q.WAITING]:"M2 6h3v4H2zM6.5 6h3v4h-3zM11 6h3v4h-3z",[q.PRIORITIZED]:"M8 1.5 14.5 8 8 14.5 1.5 8z",[q.DELAYED]:"M8 1.5A6.5 6.5 0 1 1 8 14.5 6.5 6.5 0 0 \
1 8 1.5M8 4.5V8.3L10.6 10",[q.WAITING_CHILDREN]:"M8 2v5M8 7H3.5v4M8 7h4.5v4M2 11h3v3H2zM11 11h3v3h-3z",[q.ACTIVE]:"M4 2.5 13 8 4 13.5z",[q.COMPLETED]:"M2.5 8.5 \
6.3 12.3 13.5 4",[q.FAILED]:"M3.5 3.5 12.5 12.5M12.5 3.5 3.5 12.5",[q.UNKNOWN]:"M5.5 6A2.5 2.5 0 1 1 8.6 8.4Q8 8.7 8 10M8 12.2V12.6",first:"M4 3v10M13 3 6 8l7 5\
z",back:"M11 3 4.5 8 11 13z",forward:"M5 3 11.5 8 5 13z",last:"M12 3v10M3 3 10 8l-7 5z",play:"M4 2.5 13 8 4 13.5z",pause:"M5 3v10M11 3v10",removed:"M3 4.5h10M6 \
4.5V2.8h4v1.7M4.5 4.5l.7 9h5.6l.7-9",job:"M2 8h8M7 4.5 10.5 8 7 11.5M13.5 3v10",lock:"M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",bell:"M3 11.5h10M4 11.5V8a4\
 4 0 0 1 8 0v3.5M7 13.8h2",tape:"M1.5 4h13v8h-13zM4 4v8M12 4v8"};function $(o,t=16){let e={viewBox:"0 0 16 16",width:t,height:t},s=E("path",{d:Ts[o]??Ts[q.UNKNOWN]??
""});return E("svg",{...e,"aria-hidden":"true",class:`q-icon q-icon-${o}`},s)}var Ai="lock not seen";function Ne(o,t,e){if(e&&!(o&&o.expires!==null&&o.expires>t))return{left:null,words:Ai};if(!o)return{left:null,words:"no lock"};if(o.expires===
null)return{left:null,words:"lock, no TTL"};let s=Math.max(o.expires-t,0);return{left:s,words:`${m(o.value,22)} · ${st(s)} left`}}function Ss(o,t,e,s){o.showFoot(
"q-foot q-lock"),delete o.element.dataset.score;let{left:i,words:n}=Ne(t,e,s);if(o.foot.dataset.words===n)return;o.foot.dataset.words=n,o.foot.removeAttribute("\
title");let r=h("span");r.style.width=`${i===null||!t?.life?0:Math.min(100,100*i/t.life)}%`,k(o.foot,[$("lock",12),h("span",{},n),h("span",{class:"q-life"},r)])}var As=60,Oi={FAILED:"✕",DONE:"✓",RUNNING:"▸",LEFT:"▫"},Os=5,Is=new Map(L);function xt({step:o,moves:t}){if(!o)return null;let e=[...t.values()].filter(
([,,n,r])=>n!==r),i=e.find(([n,r])=>n===o.queue&&r===o.job)??e[0]??null;return i?{queue:i[0],job:i[1],move:i}:o.queue!==null&&o.job!==null?{queue:o.queue,job:o.
job,move:null}:null}function Rs(o,t,e,s){let i=o.state.get(A(o.data.prefix,t,e)),n=rt(i),r=e===u.DELAYED||e===u.PRIORITIZED?n.slice(0,As):n.slice(-As),a=n.find(
([d])=>s?.queue===t&&d===s.job);a&&!r.includes(a)&&r.unshift(a);let l=r.map(([d,p])=>Ls(o,t,e,d,p,s));return s?.queue===t&&s.move&&Li(s.move,e)&&s&&l.push({...Ls(
o,t,e,s.job,null,s),gone:!0,note:"✖ removed"}),{role:e,count:i&&n.length?H(i):0,items:l}}var Li=([,,o,t],e)=>t===null&&e!==u.PAUSED&&Is.get(e)===o;function Ls(o,t,e,s,i,n){
let{name:r,made:a,allowed:l}=o.job(t,s),c=n?.queue===t&&n.job===s,d=Ii(o,t,e,s,i,c),p=l>1&&l<=Os?Ni(a,l,Is.get(e)??""):"",f=l>Os?`${a}/${l}${d?" · ":""}${d}`:d;
return{job:s,id:m(s,14),name:m(r,24),pips:p,note:f,moves:c,gone:!1}}function Ni(o,t,e){let{FAILED:s,DONE:i,RUNNING:n,LEFT:r}=Oi,a=e===q.COMPLETED&&o>0,l=a?i:e===
q.ACTIVE&&o<t?n:"";return(s.repeat(Math.max(0,a?o-1:o))+l).padEnd(t,r)}function Ii(o,t,e,s,i,n){if(e===u.DELAYED&&i!==null){let c=Ns(o,At(j(e,s,i,o.at,o.data.start).
label,2));return n?c:` ${c.replace("due in ","in ")}`}if(e!==u.ACTIVE||!n)return"";let r=o.state.get(J(o.data.prefix,t,s,u.LOCK)),{left:a,words:l}=Ne(r,o.at,o.data.
watched);return a===null?r?.expires===null&&!o.data.watched?"lock":l:`lock ${Ns(o,st(a))}`}var Ns=({between:o},t)=>o?t.replace(/(\.\d)\d\d s$/,"$1 s"):t.replace(
/\.000 s$/," s");var Ie="removed",Ds=new Map(L),Pt=class{constructor(t,e){this.data=t,this.onAnswer=e,this.on=!1,this.steps=null,this.asking=0,this.answers=new Map}stops(t){return!this.
on||this.answers.has(t)||this.steps&&!this.steps.has(t)?!1:this.question(t)!==null}question(t){let e=this.data.step(t),s=xt({step:e,moves:Dt(e?.moves??[])});if(!e||
!s?.move)return null;let{queue:i,job:n}=s,a=Y.filter(l=>!V.includes(l)&&l!==u.PAUSED).filter(l=>this.data.hasUsed(i,l));return{step:t,queue:i,job:n,title:e.title,
choices:[...V,...a,Ie]}}answer(t){let e=this.data.step(this.asking),s=xt({step:e,moves:Dt(e?.moves??[])});if(!s?.move)return null;let[i,n,,r]=s.move,a=r===null?
Ie:L.find(([,d])=>d===r)?.[0]??r,l=t===a||r!==null&&Ds.get(t)===r,c={step:this.asking,queue:i,job:n,guess:t,truth:a,right:l};return this.answers.set(this.asking,
c),this.asking=0,this.onAnswer([...this.answers.values()].filter(d=>d.guess)),c}};function js({job:o,guess:t,truth:e,right:s}){let i=e===Ie?`job ${o} is removed`:
`job ${o} is in \`${e}\``;if(s)return`✓ Right: ${i}.`;let n=Xe[Ds.get(t)??""];return`✗ You said \`${t}\`, but ${i}.${n?` \`${t}\` would mean: ${n}`:""}`}var Bt=class{constructor(t,e){this.player=t,this.quiz=new Pt(t.data,e),this.votes=new _t}begin(t,e){this.quiz.on=t,this.quiz.steps=e?.length?new Set(e):null,this.
quiz.asking=0,this.votes.stop(),t&&this.player.shows!=="stage"?this.player.look("stage"):this.player.redraw()}stops(t){let{player:e,quiz:s}=this,i=s.asking===t;
return i&&(s.answer(""),this.votes.reveal(t)),i||e.shows!=="stage"||!s.stops(t)?!1:(e.index!==t-1&&e.show(t-1),s.asking=t,this.votes.ask(t),e.redraw(),!0)}choose(t){
let e=this.quiz.question(this.quiz.asking)?.choices[t-1];e!==void 0&&this.guess(e)}guess(t){let e=this.quiz.answer(t);e&&(this.votes.reveal(e.step),this.player.
show(e.step))}};function D(o,t=120){let e=P(o);if(e.length<=t)return h("code",{class:"q-raw"},e||'""');let s=h("code",{class:"q-raw"},Q(e,t)),i=h("button",{type:"button",class:"\
q-more","aria-expanded":"false"}),n=r=>{i.textContent=r?"show less":`show all (+${v(e.length-t+1)})`};return i.addEventListener("click",()=>{let r=i.getAttribute(
"aria-expanded")!=="true";i.setAttribute("aria-expanded",String(r)),s.textContent=r?e:Q(e,t),s.classList.toggle("q-whole",r),r?s.tabIndex=0:s.removeAttribute("t\
abindex"),n(r)}),n(!1),h("span",{},s," ",i)}function F(o){let t=document.createDocumentFragment(),e=P(o).split(/`([^`]{1,60})`/);for(let[s,i]of e.entries())t.append(
s%2?h("code",{},i):i);return t}var Ri={born:"✚ new",gone:"✖ gone",added:"+",removed:"−",changed:"~",trimmed:"− trimmed",size:"~ size",ttl:"~ TTL",encoding:"~ encoding"},Di=240,Re=o=>h(
"p",{class:"q-quiet"},o);function Cs(o,t){return t?t.changes.length?t.changes.map(e=>{let s=h("small",{class:"q-quiet"},o.key(e.key).role),i=o.lines(t,e).map(De),
n=h("div",{},D(e.key,64)," ",s);return h("div",{class:"q-change",data:{touch:e.key}},n,h("ul",{},...i))}):[Re("Nothing changed in Redis.")]:[Re("Before the firs\
t step.")]}function De([o,t,e,s,i]){let n=h("li",{data:{kind:o}},h("b",{class:"q-sign"},Ri[o]??o)," ");return t&&n.append(h("code",{class:"q-where"},`${m(t,Di)}\
 `)),o!=="born"&&o!=="gone"&&n.append(...ji(e,s)),i&&n.append(h("span",{class:"q-meaning"}," ",F(i))),n}function ji(o,t){return o!==null&&t!==null?[h("del",{},D(
o,48))," → ",D(t,80)]:[D(t??o??"",80)]}function _s(o,t,e){if(!t?.commands.length)return[Re(t&&t.script===null?"No script ran, or it was not traced.":"No comma\
nds.")];let s=t.commands.map(i=>h("li",{},Ci(o,i,e)));return[h("ol",{class:"q-commands"},...s)]}function Ci(o,[t,e,s],i){let n=e.map(p=>s.includes(p)?h("em",{},
m(p,90)):m(p,90)),r=[...new Set(s.map(p=>o.key(p).role))].join(", "),a={mouseenter:()=>i(s),focus:()=>i(s),mouseleave:()=>i([]),blur:()=>i([]),click:()=>i(s,!0)},
l=m([t,...e].join(" "),600),c=n.flatMap(p=>[" ",p]),d=r?h("small",{},` ${r}`):null;return h("button",{type:"button",class:"q-command",title:l,on:a},h("b",{},t),
...c,d)}function Wt(o,t){let e=o.step(t);if(!e)return`Beginning, before the first of ${M(o.length,"step")}.`;let s=e.changes.length?`${M(e.changes.length,"key")}\
 changed.`:"Nothing changed.";return`Step ${t} of ${o.length}, ${_(e.at-o.start)}. ${e.sentence} ${s}`}function Ps(o){let t=o.steps.map(e=>e.sentence).sort((e,s)=>e.
length-s.length);return Q(B(t[Math.floor(t.length*.9)]??""),220)}var Ft=["Python","TypeScript","NestJS"],Bs="Lua",_i="No script ran in this step, or it was not traced.",Pi=o=>`The script ${o} ran. Its Lua is not in this page,\
 or PyPI's bullmq has none of that name.

A page holds it when written with to_html(path, lua=True); in a notebook, qlab.Player shows it.`,Bi=60,zt=class{constructor(){this.language=Ft[0]??"",this.data=
null,this.step=void 0,this.at=0,this.buttons=[...Ft,Bs].map(s=>y("q-view",()=>this.choose(s),{data:{name:s}},s));let t=h("div",{class:"q-views",role:"group","ar\
ia-label":"language"},...this.buttons);this.back=y("q-button",()=>this.move(-1),{title:"The command before (,)","aria-label":"back"},"‹"),this.next=y("q-butto\
n",()=>this.move(1),{title:"The next command (.)","aria-label":"next"},"›"),this.running=h("span",{class:"q-code-command",role:"status"}),this.steps=h("div",{
class:"q-code-steps"},this.back,this.next,this.running);let e={class:"q-code-text",tabindex:"0",role:"group","aria-label":"code"};this.text=h("pre",e),this.element=
h("div",{class:"q-code"},t,this.steps,this.text)}update(t,e){e!==this.step&&(this.at=0),this.data=t,this.step=e,this.draw()}choose(t){this.language=t,this.draw()}move(t){
let e=(this.step?.commands.length??0)-1;this.at=Math.max(0,Math.min(this.at+t,e)),this.draw()}draw(){for(let s of this.buttons)O(s,"aria-pressed",String(s.dataset.
name===this.language));let t=this.language===Bs;if(this.steps.hidden=!t||!this.step?.lua.length||!this.step.commands.length,x(this.element,"language",this.language),
t)return this.drawLua();let{step:e}=this;return this.text.replaceChildren(e?this.call(e):"Before the first step.")}call({code:t}){let e=Ft.indexOf(this.language),
[s,i]=[this.data?.words[Number(t[e])]??"",t[e+Ft.length]];return P(i===void 0?s:s.replaceAll(os,()=>String(i)))}word(t){return P(this.data?.words[t]??"")}drawLua(){
let{step:t}=this;if(!t?.lua.length)return this.text.replaceChildren(t?.script?Pi(t.script):_i);let[e="",s=[],,i=[]]=t.commands[this.at]??[],n=t.lua.flatMap(([d,
p],f)=>[`-- ${d}, as PyPI's bullmq ships it
`,...this.lit(p.map(b=>this.word(b)).join("").split(`
`),new Set(i[f]))]);this.text.replaceChildren(...n);let r=Math.max(0,...i.map(d=>d.length)),a=r>1?`; ${M(r,"line")} call it, and no trace tells which`:"",l=m([e,
...s].join(" "),Bi);w(this.running,`command ${this.at+1} of ${t.commands.length}: ${l}${a}`),this.back.disabled=this.at===0,this.next.disabled=this.at>=t.commands.
length-1;let[c]=this.text.getElementsByTagName("mark");this.text.scrollTop=c?c.offsetTop-this.text.clientHeight/3:0}lit(t,e){let s=[],i="";return t.forEach((n,r)=>{
let a=`${String(r+1).padStart(4)}  ${n}
`;if(!e.has(r+1)){i+=a;return}s.push(i,h("mark",{},a)),i=""}),[...s,i]}};var Wi=24,Fi=5,Ws=[u.EVENTS,u.MARKER,u.META,u.ID],je=new Map(L),Kt=class{constructor(t,e){this.redraw=t,this.tab="changes",this.code=new zt;let s=(l,c,d)=>y("q-\
view",()=>this.open(l),{data:{tab:l},title:d},c);this.tabs=[s("changes","Changes","What changed in Redis"),s("code","Code","The call and its Lua (C)")],this.title=
h("h3",{}),this.script=h("p",{class:"q-drawer-script"}),this.changes=h("div",{class:"q-changes"});let i={tabindex:"0",role:"group","aria-label":"what changed"};
this.body=h("div",{class:"q-drawer-body",...i},this.changes),this.scrolled=!1,this.body.addEventListener("scroll",()=>{this.scrolled=!0}),this.answer=h("div",{class:"\
q-answer",role:"status",tabindex:"0"});let n=h("span",{class:"q-views",role:"group","aria-label":"beside the stage"},...this.tabs),a=[h("header",{},this.title,this.
script,n),this.answer,e,this.body,this.code.element];this.element=h("aside",{class:"q-drawer","aria-label":"the difference"},...a),this.show("changes")}open(t){
this.tab=t,this.redraw()}show(t){x(this.element,"tab",t);for(let e of this.tabs)O(e,"aria-pressed",String(e.dataset.tab===t))}ask({job:t,title:e,choices:s},i){this.
show("changes"),w(this.title,`Where does job ${m(t,14)} go?`),w(this.script,`Next: ${m(e,60)}`),this.script.hidden=!1,this.answer.replaceChildren();let n=s.map(
(r,a)=>{let l=je.get(r),c=l?$(l):$("removed"),d=[h("kbd",{},String(a+1)),c,h("span",{},r)];return y(`q-choice q-state-${l}`,()=>i(r),{data:{choice:r}},...d)});this.
changes.replaceChildren(h("div",{class:"q-choices",role:"group","aria-label":"answers"},...n))}judge(t){let e=t?.guess?js(t):"";x(this.answer,"right",String(!!t?.
right)),this.answer.replaceChildren(...e?[F(e)]:[])}toTop(){this.scrolled&&(this.body.scrollTop=0),this.scrolled=!1}update(t){let{step:e}=t;this.show(this.tab),
this.tab==="code"&&this.code.update(t.data,e);let s=[...e?.changes??[]].sort((a,l)=>Fs(t,a)-Fs(t,l));w(this.title,e?`${M(s.length,"key")} changed`:"The beginnin\
g"),w(this.script,e?.script?`script ${e.script}`:"no script"),this.script.hidden=!e?.script,this.toTop();let i=h("p",{class:"q-quiet"},e?"Nothing changed in Red\
is.":"Before the first step."),n=e?s.slice(0,Wi).map(a=>zi(t,e,a)):[],r=s.length-n.length;r>0&&n.push(h("section",{class:"q-quiet"},`… and ${M(r,"more key")}:\
 K shows them all.`)),this.changes.replaceChildren(...n.length?n:[i])}};function Fs(o,t){let{role:e}=o.data.key(t.key);return je.has(e)?0:Ws.includes(e)?2+Ws.indexOf(
e):1}function zi(o,t,e){let{data:s}=o,{role:i}=s.key(e.key),n=je.get(i),r=s.lines(t,e),a=r.some(([T])=>T==="gone")?"✖ key gone":o.kinds.get(e.key)==="born"?"✚\
 new key":"",l=r.filter(([T])=>T!=="gone"&&T!=="born"),c=(l.length?l:r).slice(0,Fi).map(De),d=l.length-c.length,p=a?h("span",{class:a.startsWith("✖")?"q-key-g\
one":"q-key-new"},a):null,f=h("code",{},m(e.key.slice(s.prefix.length+1)||e.key,40)),b=h("i",{class:n?`q-swatch q-state-${n}`:"q-swatch"}),g=d>0?h("li",{class:"\
q-quiet"},`… and ${d} more`):null;return h("section",{data:{touch:e.key}},h("h4",{},b,f,p),h("ul",{},...c,g))}var Ki={born:"✚ new",gone:"✖ gone",changed:"✎ changed"},W=o=>o?h("span",{class:`q-mark q-mark-${o}`,text:Ki[o]}):null;var Ce=["card","name","id","dot"];var Gt=class{constructor(t){this.row=t?28:34,this.mover=t?52:70,this.head=t?36:38,this.strip=t?30:38,this.idLetter=9.2,this.nameLetter=7.9,this.moverLetter=t?12.4:
17,this.moverLong=t?9.2:11,this.moverName=t?11:12.4}width(t,e){if(e==="dot")return 14;if(e==="mover")return this.moverWidth(t);let s=16+t.id.length*this.idLetter;
if(e==="id"||!t.name)return s;let i=s+16+t.name.length*this.nameLetter+t.note.length*this.nameLetter;return e==="card"&&t.pips?i+10+zs(t.pips):i}moverWidth(t){let e=zs(
t.pips)+8+t.note.length*this.nameLetter,s=t.id.length>4?this.moverLong:this.moverLetter;return 30+t.id.length*s+28+Math.max(t.name.length*this.moverName,e)}height(t){
return t==="dot"?14:t==="mover"?this.mover:this.row}};function Gi(o,t,e,s){return t==="card"&&s.width(o,t)>e?"name":t}var zs=o=>13*o.length;function Ks(o,t,e,s){
if(e==="dot")return Yi(o,t,s);let i=[],[n,r,a]=[0,0,0];for(let l of o){let c=l.moves?"mover":Gi(l,e,t,s),d=s.width(l,c),[p,f]=[Math.min(d,t),s.height(c)];n>0&&n+
p>t&&([n,r,a]=[0,r+a+7,0]),i.push({item:l,look:c,rect:{x:n,y:r,w:p,h:f},tight:d>t}),n+=p+7,a=Math.max(a,f)}return{placed:i,height:r+a}}function Yi(o,t,e){let s=o.
filter(({moves:f})=>!f),i=o.filter(({moves:f})=>f),n=o.findIndex(({moves:f})=>f)<o.length/2,r=Math.max(1,Math.floor((t+4)/18)),a=Math.ceil(s.length/r)*18,l=i.length*
(e.mover+7),c=n?l:0,d=s.map((f,b)=>{let[g,T]=[b%r*18,Math.floor(b/r)*18];return{item:f,look:"dot",rect:{x:g,y:T+c,w:14,h:14}}}),p=i.map((f,b)=>{let g=(n?0:a)+b*
(e.mover+7),T=e.width(f,"mover"),I={x:0,y:g,w:Math.min(T,t),h:e.mover};return{item:f,look:"mover",rect:I,tight:T>t}});return{placed:n?[...p,...d]:[...d,...p],height:a+
l}}function Gs(o,t){let e=o.find(({look:n})=>n==="mover"),s=o.filter(n=>n!==e&&n.rect.y+n.rect.h<=t);return e?e.rect.y+e.rect.h<=t?[e,...s]:[{...e,rect:{...e.rect,
x:0,y:0}},...s.filter(({rect:n})=>n.y>=e.rect.h)]:s}function yt(o,{x:t,y:e,w:s,h:i}){S(o,"transform",`translate(${Math.round(t)}px, ${Math.round(e)}px)`),S(o,"width",`${Math.round(s)}px`),S(o,"height",`${Math.round(
i)}px`)}var Vi="cubic-bezier(.2, .9, .3, 1)",Yt=class{constructor(t,e,s){this.shown="",this.inRows=!1,this.rect=null,this.came=null,this.id=h("b"),this.name=h("\
span",{class:"q-job-name"}),this.pips=h("span",{class:"q-pips"}),this.note=h("span",{class:"q-job-note"});let i=h("span",{class:"q-job-more"},this.pips,this.note);
this.parts=[this.id,h("span",{class:"q-job-words"},this.name,i)],this.element=y("q-job",()=>s(t,e),{data:{queue:t,job:e}})}tell(t,e){w(this.id,t.id),w(this.name,
e==="id"?"":t.name),w(this.pips,e==="card"||e==="mover"?t.pips:""),w(this.note,e==="id"?"":t.note)}update({item:t,look:e,rect:s,tight:i},n,r,a,l){this.came=this.
inRows&&!n?this.rect:null,this.inRows=n,this.rect=s;let c=JSON.stringify([t,e,n||s,i,r,a,l]);if(c===this.shown)return;this.shown=c,n?this.element.removeAttribute(
"style"):yt(this.element,s),k(this.element,e==="dot"?[]:this.parts),e!=="dot"&&this.tell(t,e);let d=String(t.id.length>4);for(let[b,g]of Object.entries({look:e,
state:r,long:d,tight:String(!!i),gone:String(t.gone)}))x(this.element,b,g);let p=[t.name&&` ${B(t.name)}`,`, in ${a}`,t.note&&`, ${t.note.trim()}`],f=`job ${B(t.
job)}${p.filter(Boolean).join("")}`;this.element.title!==f&&(this.element.title=f),O(this.element,"aria-label",e==="dot"||e==="id"?f:null),O(this.element,"aria-\
pressed",String(l))}fly(t){if(!this.came||!this.rect)return;let e=[this.came,this.rect].map(({x:s,y:i,w:n,h:r})=>({transform:`translate(${Math.round(s)}px, ${Math.
round(i)}px)`,width:`${Math.round(n)}px`,height:`${Math.round(r)}px`}));this.element.animate(e,{duration:t,easing:Vi})}};var Ui=9.2,Ji=108,Qi=60,Ht=class{constructor(t,e,s){this.letters=t.length,this.count=h("span",{class:"q-pot-count"}),this.mark=h("span",{class:"q-pot-mark"}),this.
extra=h("span",{class:"q-pot-extra"}),this.title=y("q-pot-name",s,{title:G[t]?.[1]??""},$(e),` ${t}`);let i=h("div",{class:"q-pot-head"},this.title,this.mark,this.
extra,this.count),n=`q-pot q-state-${e}`;this.element=h("div",{class:n,data:{role:t},role:"group","aria-label":t},i),this.element.addEventListener("click",r=>{r.
target instanceof Element&&!r.target.closest("button")&&s()})}leave(t){this.extra.replaceChildren(...t?[h("span",{class:"q-left"},t)]:[]),x(this.element,"left",
String(!!t))}update(t,e,s,i){yt(this.element,t),x(this.element,"strip",String(s));let n=t.w>this.letters*Ui+Ji+(i&&i!=="changed"?Qi:0);w(this.count,e?v(e):n?"em\
pty":"0");let r=W(i==="changed"?void 0:i);(r||this.mark.firstChild)&&k(this.mark,r?[r]:[])}};var ot=9,Ut=10,Zi=8;function _e(o,t,e){let s=o.map(r=>r.map((a,l)=>Ys(a,Xi(r,t.w)[l]??0,0,e))),i=t.h-Ut*(o.length-1);for(;Jt(s)>i&&tn(s,e););en(s,i,e);let n=t.y+
Math.max(0,(i-Jt(s))/2);return s.flatMap(r=>{let a=Pe(r),l=t.x,c=r.map(d=>{let p=nn(d,l,n,a,e);return l+=d.width+Ut,p});return n+=a+Ut,c})}function Xi(o,t){let e=o.
map(({role:i})=>i.length+Zi),s=(t-Ut*(o.length-1))/e.reduce((i,n)=>i+n,0);return e.map(i=>i*s)}var Pe=o=>Math.max(...o.map(t=>t.height)),Jt=o=>o.reduce((t,e)=>t+
Pe(e),0);function Ys(o,t,e,s){if(!o.items.length)return{contents:o,width:t,look:e,height:s.strip,placed:[]};let{placed:i,height:n}=Ks(o.items,Math.floor(t)-2*ot,
Ce[e],s);return{contents:o,width:t,look:e,height:s.head+n+ot,placed:i}}function tn(o,t){let s=o.flat().filter(i=>i.placed.length&&i.look<Ce.length-1).sort((i,n)=>n.
height-i.height)[0];return s?(Object.assign(s,Ys(s.contents,s.width,s.look+1,t)),!0):!1}function en(o,t,e){for(let s=Jt(o)-t;s>0;s=Jt(o)-t){let i=o.flat().sort(
(r,a)=>Vt(a,e)-Vt(r,e))[0];if(!i||Vt(i,e)<=0&&!sn(o,e))return;if(Vt(i,e)<=0)continue;let n=Math.max(Hs(i,e),i.height-s);Object.assign(i,{height:n,placed:Gs(i.placed,
n-e.head-ot)})}}var Vt=(o,t)=>o.height-Hs(o,t);function Hs({placed:o},t){return o.length?t.head+ot+Math.max(...o.map(({look:e})=>e==="mover"?t.mover:14)):t.strip}
function sn(o,t){let e=o.findLast(s=>Pe(s)>t.strip&&s.every(i=>!on(i)));for(let s of e??[])Object.assign(s,{height:t.strip,placed:[]});return e!==void 0}var on=({
placed:o})=>o.some(({look:t})=>t==="mover");function nn({contents:o,width:t,placed:e},s,i,n,r){let a=e.map(d=>({...d,rect:vt(d.rect,s+ot,i+r.head)})),l=!e.length,
c=l?{x:s,y:i+(n-r.strip)/2,w:t,h:r.strip}:{x:s,y:i,w:t,h:n};return{...o,rect:c,placed:a,strip:l}}var vt=(o,t,e)=>({...o,x:o.x+t,y:o.y+e});var Qt=class{constructor(){this.groups=new Map}of(t,e,s){let[i,n]=[e[0]?.rect,e.at(-1)?.rect];if(!i||!n)return[];let r=this.groups.get(t)??h("div",{class:"q-dot\
s"});return this.groups.set(t,r),yt(r,{x:i.x,y:i.y,w:s,h:n.y+n.h-i.y}),k(r,e.map(a=>a.element)),[r]}};var rn=[1,2,5,10,15,30,60,120,300,600,900,1800,3600,7200,14400,43200,86400],Vs=864e5,an=20,hn=.16,Us=o=>rn.map(t=>t*1e3).find(t=>t>=o)??Math.ceil(o/Vs)*Vs;function Xt({
data:o,at:t,byTime:e},s){let i=o.length?o.elapsedAt(o.length):0;if(e){let l=Math.max(s||i,1e3)*1.1;return[t-l*hn,t+l]}let n=Math.max(i,s,1e3);if(!s||n<=s*3||n<=
3e4)return[o.start,o.start+n*1.06];let r=Us(s*2),a=o.start+Math.floor((t-o.start)/r)*r;return[a,a+r*1.5]}function te(o,t,e){let s=Us((t-o)/6.5),i=[],n=Math.ceil(
(o-e)/s)*s+e;for(;n<=t&&i.length<an;n+=s)i.push(n);return i.filter(r=>r>=e)}var Zt=class{constructor(t,e,s){this.width=t,this.token=e,this.most=s,this.gap=6,this.
lanes=[]}get length(){return this.lanes.length}hang(t){let e=t+this.token>this.width&&t>=this.token;return{left:e?t-this.token:Math.max(0,Math.min(t,this.width-
this.token)),hangs:e}}take(t){let e=this.lanes.findIndex(([,r])=>r<=t);if(e>=0)return this.stand(e,t);if(this.lanes.length<this.most)return this.stand(this.lanes.
length,t);let s=this.best(([,r])=>r+this.token<=this.width?-r:Number.NEGATIVE_INFINITY);if(s>=0)return this.stand(s,this.lanes[s]?.[1]??t);let i=this.token+this.
gap,n=this.best(([r])=>r>=i?r:Number.NEGATIVE_INFINITY);return n>=0?this.stand(n,(this.lanes[n]?.[0]??i)-i):this.stand(this.lanes.length,t)}best(t){let e=this.lanes.
map(t),s=Math.max(Number.NEGATIVE_INFINITY,...e);return s===Number.NEGATIVE_INFINITY?-1:e.indexOf(s)}stand(t,e){let[s,i]=this.lanes[t]??[e,e];return this.lanes[t]=
[Math.min(s,e),Math.max(i,e+this.token+this.gap)],{lane:t,stands:e}}};var kt=({x:o,y:t,w:e,h:s})=>({x:o+e/2,y:t+s/2}),ee=(o,t,e,s)=>`M${o} ${t}C${(o+e)/2} ${t} ${(o+e)/2} ${s} ${e} ${s}`;function Qs({boxes:o,narrow:t,hung:e,scale:s}){
let i=o.get(u.DELAYED),n=t?[]:ln(o);if(!i)return n;let r=i.rect.y+i.rect.h-34,a=e.stems.map(({x:d,from:p})=>`M${d} ${p+i.rect.y}V${r}`).join(""),l=`M${s.left} ${r}\
H${s.right}`,c=e.stems.map(({x:d})=>E("circle",{cx:d,cy:r,r:4,class:"q-due"}));return[...n,E("path",{d:l,class:"q-axis-line"}),E("path",{d:a,class:"q-stems"}),...c]}
function ln(o){let[t,e,s,i,n]=[u.WAIT,u.ACTIVE,u.COMPLETED,u.FAILED,u.DELAYED].map(f=>o.get(f)?.rect);if(!t||!e||!s||!i||!n)return[];let r=kt(e),a=[ee(t.x+t.w,kt(
t).y,e.x,r.y),ee(e.x+e.w,r.y,s.x,kt(s).y),ee(e.x+e.w,r.y,i.x,kt(i).y)],l=e.x+50,c=t.x+t.w/2,d=Math.max(...ts.map(f=>cn(o.get(f)?.rect))),p=`M${l} ${e.y+e.h}V${n.
y-4}M${c} ${n.y}V${d+4}`;return[E("path",{d:a.join(""),class:"q-pipe"}),E("path",{d:p,class:"q-way"})]}var cn=o=>o?o.y+o.h:0;function Zs({boxes:o,narrow:t,scale:e},s,i){
let[n,r,a]=[u.ACTIVE,u.WAIT,u.DELAYED].map(b=>o.get(b)?.rect);if(!n||!r||!a)return[];let l=t?[]:[Be("q-way-words",n.x+58,a.y-24,"↓ retry, after a backoff"),Be(
"q-way-words",r.x+r.w/2+8,a.y-24,"↑ due")],c=a.y+a.h-30,d=te(e.from,e.to,s).map(b=>({x:e.x(b),text:`+${U(b-s)}`})),f=d.filter(({x:b},g)=>g===0||b-(d[g-1]?.x??
0)>52||g%2===0).filter(({x:b,text:g})=>b<e.right-20&&dn(b,g.length*pn+2,i));return[...l,...f.map(({x:b,text:g})=>Be("q-tick-words",b,c,g))]}var dn=(o,t,[e,s])=>o+
t<e||o-t>s;function Be(o,t,e,s){let i=h("span",{class:o},s);return i.style.left=`${Math.round(t)}px`,i.style.top=`${Math.round(e)}px`,i}var pn=3.7,X=9;function Xs(o,t,e){
if(!t||!e)return k(o,[]);let s=kt(t),i={x:Js(s.x,e.x+16,e.x+e.w-16),y:Js(s.y,e.y+8,e.y+e.h-8)},r=Math.abs(s.x-i.x)>Math.abs(s.y-i.y)?un(t,s,e,i):fn(t,s,e,i),a={
d:r.line,pathLength:1};return k(o,[E("path",{...a,class:"q-trail q-halo"}),E("path",{...a,class:"q-trail"}),E("path",{d:r.head,class:"q-trail-head"})])}function un(o,t,e,s){
let i=t.x<s.x,[n,r]=i?[o.x+o.w,e.x]:[o.x,e.x+e.w],a=r-(i?X:-X),l=`M${r} ${s.y}L${a} ${s.y-X*.8}L${a} ${s.y+X*.8}Z`;return{line:ee(n,t.y,a,s.y),head:l}}function fn(o,t,e,s){
let i=t.y<s.y,[n,r]=i?[o.y+o.h,e.y]:[o.y,e.y+e.h],a=r-(i?X:-X),l=(n+a)/2;return{line:`M${t.x} ${n}C${t.x} ${l} ${s.x} ${l} ${s.x} ${a}`,head:`M${s.x} ${r}L${s.x-
X*.8} ${a}L${s.x+X*.8} ${a}Z`}}var Js=(o,t,e)=>Math.max(t,Math.min(o,Math.max(t,e)));var to=34,oe=14,it=6,mn=100,se=18,gn=["name","id"],ie=class{constructor([t,e],s,i){this.from=t,this.to=e,this.left=s,this.right=i}x(t){let e=(t-this.from)/(this.
to-this.from);return this.left+Math.max(0,Math.min(1,e))*(this.right-this.left)}};function eo(o,t,e,s){for(let i of gn){let n=wn(o,t,i,s);if(n.height<=e)return n}
return bn(o,t,e,s)}function wn(o,t,e,s){let i=[],r=o.filter(({item:a})=>!a.moves).sort((a,l)=>a.due-l.due).map(({item:a,due:l})=>{let c=s.width(a,e),d=oo(t,l,c),
p=i.findIndex(b=>b.every(([g,T])=>d>T+it||d+c+it<g)),f=p<0?i.length:p;return i[f]=[...i[f]??[],[d,d+c]],{item:a,look:e,rect:{x:d,y:-(f+1)*(s.row+it),w:c,h:s.row}}});
return so(o,r,t,s)}function bn(o,t,e,s){let i=new Map,n=o.some(({item:l})=>l.moves)?s.mover+it:0,r=Math.max(1,Math.floor((e-to-oe-n)/se)),a=o.flatMap(({item:l,due:c})=>{
let d=Math.floor(t.x(c)/se),p=i.get(d)??0;return l.moves||p>=r?[]:(i.set(d,p+1),[{item:l,look:"dot",rect:{x:d*se,y:-(p+1)*se,w:14,h:14}}])});return so(o,a,t,s)}
function so(o,t,e,s){let i=[...t];for(let{item:d,due:p}of o.filter(f=>f.item.moves)){let f=s.width(d,"mover"),b=Math.min(f,e.right-oe),g=oo(e,p,b),T=t.filter(({
rect:C})=>g<C.x+C.w+it&&C.x<g+b+it),I=Math.min(0,...T.map(({rect:C})=>C.y));i.push({item:d,look:"mover",rect:{x:g,y:I-s.mover-it,w:b,h:s.mover},tight:f>b})}let n=Math.
min(0,...i.map(({rect:d})=>d.y)),r=(e.left<mn?s.head:oe)-n,a=new Map(o.map(({item:d,due:p})=>[d,p])),l=i.map(d=>({...d,rect:vt(d.rect,0,r)})),c=l.filter(({look:d})=>d!==
"dot").map(({item:d,rect:p})=>({x:e.x(a.get(d)??e.from),from:p.y+p.h}));return{placed:l,stems:c,height:r+to}}function oo(o,t,e){let s=o.x(t)-10;return s+e>o.right?
Math.max(oe/2,Math.min(s+20,o.right)-e):s}var xn=620,io={w:840,h:430},yn=34,no=196,vn=66,kn=[u.WAITING_CHILDREN,u.WAIT,u.PAUSED,u.PRIORITIZED].map(String);function ro(o,t,e,s,i){let n=s.w<xn,r=n||s.h<io.
h||s.w<io.w,a=new Gt(r),l=Y.filter(K=>V.includes(K)||o.data.hasUsed(t,K)),c=new Map(l.map(K=>[K,Rs(o,t,K,e)])),d=c.get(u.DELAYED),p=qn(o,t,s,n,i),f=En(d,p,s,a,o,
t),b=n?10:yn,g={x:0,y:0,w:s.w,h:s.h-f.height-b},T=n?$n(c,g,a):Mn(c,g,a),I={x:0,y:s.h-f.height,w:s.w,h:f.height},C=f.placed.map(K=>({...K,rect:vt(K.rect,0,I.y)}));
return d&&T.push({...d,rect:I,placed:C,strip:!C.length&&!n}),{boxes:new Map(T.map(K=>[K.role,K])),scale:p,hung:f,narrow:n,sizes:a,small:r}}function qn(o,t,e,s,i){
let n=i.waits.of(A(o.data.prefix,t,u.DELAYED));return new ie(Xt(o,n),s?24:no,e.w-vn)}function En(o,t,e,s,i,n){let r=i.state.get(A(i.data.prefix,n,u.DELAYED)),a=new Map(
(r?.type==="zset"?r.value:[]).map(([p,f])=>[p,Z(f)])),l=(o?.items??[]).map(p=>({item:p,due:a.get(p.job)??i.at})),c=l.some(({item:p})=>p.moves)?s.mover:0,d=Math.
max(e.h*(t.left<no?.36:.46),s.head+60+c);return eo(l,t,d,s)}var ao=(o,t)=>t.map(e=>o.get(e)).filter(e=>e!==void 0);function Mn(o,t,e){let s=t.w>800?46:34,i=(t.w-
2*s)/3.3;return[{roles:kn,x:0,w:i*1.12},{roles:[u.ACTIVE],x:i*1.12+s,w:i*1.08},{roles:Ee,x:i*2.2+2*s,w:i*1.1}].flatMap(({roles:r,x:a,w:l})=>{let c=ao(o,r).map(d=>[
d]);return _e(c,{...t,x:a,w:l},e)})}function $n(o,t,e){let s=[u.WAITING_CHILDREN,u.PRIORITIZED],n=[[u.WAIT,u.PAUSED],s,[u.ACTIVE],Ee].map(r=>ao(o,r)).filter(r=>r.
length);return _e(n,t,e)}var Tn=new Map(L);function ho({boxes:o},t,e){let s=[...o.values()].filter(({role:i})=>Tn.get(i)===t);return s.find(({items:i})=>i.some(
n=>n.job===e))??s[0]}var po=new Map(L),Sn=[u.WAIT,u.ACTIVE,u.COMPLETED].map(String);function uo(o,t,e,s){let i=e?.queue===t?e:null,r=Y.filter(l=>lo(o,t,l)||Sn.includes(l)||co(i,l)).
map(l=>{let c=po.get(l)??q.UNKNOWN,d=lo(o,t,l),p=i&&co(i,l)?An(o,i,c,s):null,f=h("span",{class:`q-line-state q-state-${c}`,data:{empty:String(!d)}},$(c),` ${l} `);
return h("span",{class:"q-line-part"},f,h("b",{},v(d)),p)}),a=h("b",{class:"q-line-name"},m(t,40));return h("div",{class:"q-line",data:{queue:t,moves:String(!!i)}},
a,...r)}function lo(o,t,e){let s=o.state.get(A(o.data.prefix,t,e));return s?H(s):0}function co(o,t){return!o?.move||!V.concat(Y).includes(t)||t===u.PAUSED?!1:po.
get(t)===(o.move[3]??o.move[2])}function An(o,{queue:t,job:e,move:s},i,n){let{name:r}=o.job(t,e),a=!s||s[2]===null?"✚ new":s[3]===null?"✖ removed":`↦ from ${s[2]}`,
l=h("span",{class:"q-job-words"},h("span",{class:"q-job-name"},m(r,24)),` ${a}`);return y("q-job",()=>n(t,e),{data:{queue:t,job:e,state:i,look:"line"},title:B(`\
job ${e}`)},h("b",{},m(e,14)),l)}var On=3,fo=34,Ln=46,Nn=30,mo=150,In=8.6,go=new Map(L),ne=class{constructor(t,e,s){this.hooks=t,this.onSelect=e,this.onBox=s,this.queue="",this.boxes=new Map,this.
chips=new Map,this.dots=new Qt,this.flight=0,this.plan=null,this.picture=null,this.size={w:0,h:0},this.order=[],this.title=h("h3",{class:"q-scene-title"}),this.
below=E("g",{}),this.above=E("g",{}),this.pots=h("div",{class:"q-pots"}),this.words=h("div",{class:"q-scene-words","aria-hidden":"true"}),this.jobs=h("div",{class:"\
q-jobs"}),this.nowText=h("span",{}),this.now=h("div",{class:"q-clock-line"},this.nowText),this.passedText=h("span",{}),this.passed=h("div",{class:"q-passed","ar\
ia-hidden":"true"},this.passedText),this.others=h("div",{class:"q-lines"});let i=E("svg",{class:"q-under","aria-hidden":"true"},this.below),n=E("svg",{class:"q-\
over","aria-hidden":"true"},this.above);this.field=h("div",{class:"q-scene-field"},this.pots,i,this.passed,this.now,this.words,this.jobs,n),this.element=h("div",
{class:"q-scene"},this.title,this.field,this.others),this.watch=new ResizeObserver(()=>this.measure()),this.watch.observe(this.element)}measure(){let{clientWidth:t,
clientHeight:e}=this.element;t===this.size.w&&e===this.size.h||(this.size={w:t,h:e},this.picture&&t&&this.update(this.picture,this.order))}update(t,e){this.picture=
t,this.order=e,this.queue=e[0]??"",this.size.w||(this.size={w:this.element.clientWidth||860,h:this.element.clientHeight||480});let s=xt(t),i=this.drawOthers(t,e.
slice(1),s),n={w:this.size.w,h:Math.max(200,this.size.h-Nn-i)};S(this.field,"height",`${n.h}px`),this.plan=ro(t,this.queue,s,n,this.hooks),x(this.element,"small",
String(this.plan.small)),this.drawTitle(),this.drawBoxes(t,this.plan),this.drawJobs(t,this.plan),k(this.below,Qs(this.plan)),this.drawTime(t,this.plan),k(this.words,
Zs(this.plan,t.data.start,this.nowSpan(t,this.plan))),this.drawMove(this.plan,s)}flow(t,e){x(this.element,"flows","true"),this.above.classList.remove("q-flying"),
this.update(t,e)}drawTitle(){let t=[...this.plan?.boxes.values()??[]].reduce((e,s)=>e+s.count,0);this.title.replaceChildren(m(this.queue,60)||"No keys yet",h("s\
mall",{},` ${M(t,"job")}`))}drawOthers(t,e,s){let i=e.filter(p=>t.state.has(A(t.data.prefix,p,u.META))),n=e.filter(p=>i.includes(p)||p===s?.queue),r=n.filter(p=>p===
s?.queue),a=[...r,...n.filter(p=>!r.includes(p))].slice(0,On),l=n.filter(p=>a.includes(p)),c=l.map(p=>uo(t,p,s,this.onSelect)),d=n.length-l.length;return d>0&&c.
push(h("div",{class:"q-line"},`… and ${M(d,"more queue")}`)),this.others.replaceChildren(...c),c.length*(fo+8)+(r.length?Ln-fo:0)}drawBoxes(t,e){let s=[...e.boxes.
values()].map(i=>{let n=this.boxes.get(i.role)??this.makeBox(i.role),r=t.kinds.get(A(t.data.prefix,this.queue,i.role));return n.update(i.rect,i.count,i.strip,r),
n.element});k(this.pots,s)}makeBox(t){let e=new Ht(t,go.get(t)??q.UNKNOWN,()=>this.onBox(t));return this.boxes.set(t,e),e}drawJobs(t,e){let s=new Map,i=[...e.boxes.
values()].flatMap(n=>this.drawChips(n,t.selected,s));if(this.chips=s,k(this.jobs,i),this.flight)for(let n of s.values())n.fly(this.flight);this.flight=0}drawChips({
role:t,placed:e,rect:s},i,n){let r=e.map(c=>{let d=N(this.queue,c.item.job),p=d;for(;n.has(p);)p+=`
+`;let f=this.chips.get(p)??new Yt(this.queue,c.item.job,this.onSelect),b=c.look==="dot"&&t!==u.DELAYED;return f.update(c,b,go.get(t)??q.UNKNOWN,t,i===d),n.set(
p,f),f}),a=r.filter(c=>c.inRows);return[...r.filter(c=>!c.inRows).map(c=>c.element),...this.dots.of(t,a,Math.floor(s.w)-2*ot)]}drawTime(t,e){let s=e.boxes.get(u.
DELAYED)?.rect;if(!s)return;let{scale:i}=e,[n,r]=[i.x(t.at),i.x(t.index>0?t.data.at(t.index-1):t.at)],a=n<mo?e.sizes.head:0;S(this.now,"transform",`translate(${Math.
round(n)}px, ${Math.round(s.y+a)}px)`),S(this.now,"height",`${Math.round(s.h-a-6)}px`),x(this.now,"side",bo(e,n)),w(this.nowText,wo(t));let l=t.index>0?t.at-t.data.
at(t.index-1):0;this.passed.hidden=l<=0||r>=n,S(this.passed,"transform",`translate(${Math.round(r)}px, ${Math.round(s.y)}px)`),S(this.passed,"width",`${Math.round(
Math.max(0,n-r))}px`),S(this.passed,"height",`${Math.round(s.h-34)}px`);let c=n-r>44&&!(e.narrow&&r<mo);w(this.passedText,l>0&&c?`${U(l)} →`:"")}nowSpan(t,e){
let[s,i]=[e.scale.x(t.at),16+wo(t).length*In],n=bo(e,s),r=n==="left"?s-i:n==="right"?s:s-i/2;return[r,r+i]}drawMove(t,e){let[s,i,n,r]=e?.move??["","",null,null],
l=s===this.queue&&n!==null&&r!==null?ho(t,n,i):void 0,c=m(i,l?Rn(l):10),d=l?.role===u.DELAYED;for(let[b,g]of this.boxes)g.leave(b===l?.role&&!d?c:"");let p=[...t.
boxes.values()].flatMap(b=>b.placed).find(({item:b})=>b.moves),f=l?d?this.hungAt(t,l.rect,i):Dn(l.rect,c):null;Xs(this.above,f,p?.rect??null),x(this.element,"mo\
ves",String(!!l))}markGuess(t){for(let[e,s]of this.boxes)x(s.element,"guess",String(e===t))}hungAt({scale:t},e,s){let i=this.picture?.before.get(A(this.picture.
data.prefix,this.queue,u.DELAYED)),n=i?.type==="zset"?i.value.find(([a])=>a===s):void 0;return{x:t.x(n?Z(n[1]):this.picture?.at??0)-5,y:e.y+e.h-40,w:10,h:10}}animate(t){
x(this.element,"flows","false"),S(this.element,"--q-flight",`${t}ms`),this.flight=t,this.above.classList.remove("q-flying"),t&&(this.above.getBoundingClientRect(),
this.above.classList.add("q-flying"))}},wo=({at:o,data:t,between:e})=>`now +${e?us(o-t.start):U(o-t.start)}`,bo=({scale:o},t)=>t>o.right-60?"left":t<60?"right":
"middle",Rn=({rect:o,role:t})=>Math.max(1,Math.min(10,Math.floor((o.w-70-t.length*9.2)/8)));function Dn({x:o,y:t,w:e,h:s},i){let n=20+i.length*8;return{x:o+e-12-
n,y:t+Math.min(s,38)/2-13,w:n,h:26}}var z=(o,t,e)=>y("q-button",e,{data:{act:o},title:t,"aria-label":t},$(o));var We={sign:"▀",css:"q-tick-fail"},Fe={sign:"▄",css:"q-tick-done"},ze={sign:"◆",css:"q-tick-chapter"},xo=1e3,jn=4,re=class{constructor(t,e){this.data=t,this.
track=e,this.marked=[],this.element=h("div",{class:"q-ticks","aria-hidden":"true"}),this.legend=h("div",{class:"q-legend"})}draw(t){let e=new Set(t),s=new Set(this.
data.chapters.map(({step:g})=>g)),i=this.data.steps.filter(g=>e.has(g.index));this.marked=i.filter(g=>g.failed||g.completed||s.has(g.index));let[n,r]=[i.filter(
g=>g.failed),i.filter(g=>g.completed)],a=({index:g})=>(xo*this.track.shareOf(g)).toFixed(1),l=(g,T)=>g.map(I=>`M${a(I)} ${T}`).join(""),c=[E("path",{class:We.css,
d:l(n,"0V7")}),E("path",{class:Fe.css,d:l(r,"9V16")})],d={viewBox:`0 0 ${xo} 16`,preserveAspectRatio:"none"},p=this.marked.filter(({index:g})=>s.has(g)).map(g=>this.
flag(g));this.element.replaceChildren(E("svg",d,...c),...p);let[f,b]=[yo(n.map(g=>g.failed)),yo(r.map(g=>g.completed))];this.legend.replaceChildren(...Ke(We,`${M(
f,"attempt")} failed`),...Ke(Fe,`${M(b,"job")} completed`),...Ke(ze,M(p.length,"chapter")))}flag({index:t}){let e=h("i",{class:"q-flag"},ze.sign);return e.style.
left=`${(100*this.track.shareOf(t)).toFixed(2)}%`,e}tell(t,e){let s=({index:n})=>Math.abs(this.track.shareOf(n)-t),i=this.marked.filter(n=>s(n)<=e).sort((n,r)=>s(
n)-s(r));return i.length?i.slice(0,jn).flatMap(n=>this.tellStep(n)):[this.place(this.track.indexAt(t*this.track.end))]}place(t){return{sign:"",css:"",words:`ste\
p ${t}, ${_(this.data.elapsedAt(t))}`}}tellStep(t){let e=this.data.chapters.filter(i=>i.step===t.index),s=[this.place(t.index),...e.map(({title:i})=>({...ze,words:i}))];
return t.failed&&s.push({...We,words:`${M(t.failed,"attempt")} failed`}),t.completed&&s.push({...Fe,words:`${M(t.completed,"job")} completed`}),s}},Ke=({sign:o,
css:t},e)=>[h("span",{},h("b",{class:t},o),` ${e}`)," "],yo=o=>o.reduce((t,e)=>t+e,0);var ct=class{constructor(t){this.choose=t,this.buttons=[this.makeButton("steps","Steps","The slider goes by steps (T)"),this.makeButton("time","Time","The slide\
r goes by time; at play the clock runs (T)")],this.element=h("span",{class:"q-views",role:"group","aria-label":"axis"},...this.buttons)}makeButton(t,e,s){return y(
"q-view",()=>this.choose(t),{data:{scale:t},title:s},e)}update(t){for(let e of this.buttons)O(e,"aria-pressed",String(e.dataset.scale===t))}};var vo=90,dt=class{constructor(t,e){this.over=t,this.tell=e,this.element=h("div",{class:"q-tip","aria-hidden":"true"}),this.element.hidden=!0,t.addEventListener(
"pointermove",s=>this.show(s.clientX)),t.addEventListener("pointerleave",()=>this.hide())}show(t){let{left:e,width:s}=this.over.getBoundingClientRect(),i={from:e+
ko,width:Math.max(1,s-2*ko)},n=Math.max(0,Math.min(1,(t-i.from)/i.width)),r=this.tell(n,Cn/i.width);this.element.replaceChildren(...r.map(_n)),this.element.hidden=
!r.length;let a=Math.max(vo,Math.min(t-e,s-vo));S(this.element,"left",`${Math.round(a)}px`)}hide(){this.element.hidden=!0}},ko=8,Cn=5;function _n({sign:o,css:t,
words:e}){return h("div",{},o?h("b",{class:t},o):null,o?" ":"",e)}var pt=class{constructor(t,e){this.film=t,this.scale=e}get byTime(){return this.scale==="time"}get end(){return Math.max(1,this.byTime?Math.round(this.film.elapsedAt(
this.film.length)):this.film.length)}valueOf(t){return this.byTime?Math.round(this.film.elapsedAt(t)):t}shareOf(t){return Math.max(0,Math.min(1,this.valueOf(t)/
this.end))}indexAt(t){return this.byTime?this.lastBy(t):Math.round(t)}lastBy(t){let[e,s]=[0,this.film.length];for(;e<s;){let i=Math.ceil((e+s)/2);Math.round(this.
film.elapsedAt(i))<=t?e=i:s=i-1}return e}};var Pn=500,qo=0,ae=class{constructor(t,e){this.data=t,this.changed=e,this.wanted={queue:"",job:""},this.cached=null;let s={change:()=>this.set()};qo+=1,this.queue=
h("select",{on:s}),this.jobs=h("datalist",{id:`q-jobs-${qo}`}),this.job=h("input",{type:"text",list:this.jobs.id,size:8,placeholder:"any",on:s}),this.elements=[
h("label",{},"queue ",this.queue),h("label",{},"job ",this.job,this.jobs)]}refresh(){let t=this.queue.value,e=n=>h("option",{value:n},m(n,40));this.queue.replaceChildren(
h("option",{value:""},"all"),...this.data.queues.map(e)),this.queue.value=this.data.queues.includes(t)?t:"";let s=[...this.data.names.values()].filter(n=>n.role===
u.JOB),i=[...new Set(s.map(n=>n.job??""))].slice(0,Pn);this.jobs.replaceChildren(...i.map(n=>h("option",{value:Q(n,200)}))),this.cached=null}set(){this.wanted={
queue:this.queue.value,job:this.job.value.trim()},this.cached=null,this.changed()}follow(t){this.queue.value=t&&this.data.queues.includes(t.queue)?t.queue:"",this.
job.value=t?.job??"",this.wanted={queue:t?.queue??"",job:t?.job??""},this.cached=null}stops(){let{queue:t,job:e}=this.wanted;return this.cached??=t||e?this.data.
find(s=>this.data.concerns(s,t,e)):[0,...this.data.steps.map(s=>s.index)],this.cached}};var Bn=10,he=class{constructor(t,e){this.player=t,this.changed=e,this.job=null;let s={data:{act:"follow"},title:"Stop only at the steps of the chosen job, else \
of this step's (F)"};this.button=y("q-view",()=>this.toggle(),s,"Follow")}toggle(){this.set(this.job?null:this.player.controls.currentJob())}set(t){this.job=t,t&&
!this.isChosen(t)&&this.player.select(t.queue,t.job),this.changed()}isChosen({queue:t,job:e}){let[s,i]=tt(this.player.selected);return s===t&&i===e}chosen(){if(!this.
job||this.isChosen(this.job))return;let[t,e]=tt(this.player.selected);this.job=this.player.selected?{queue:t,job:e}:null,this.changed()}update(t){O(this.button,
"aria-pressed",String(this.job!==null)),this.button.disabled=!this.job&&!t;let e=this.job??t;w(this.button,e?`Follow job ${m(e.job,Bn)}`:"Follow a job")}};var Wn="input:not([type=range]), select, textarea",Fn="button, summary, a",le=o=>({ArrowLeft:()=>o.move(-1),ArrowRight:()=>o.move(1),Home:()=>o.first.click(),End:()=>o.
last.click()," ":()=>o.playing.toggle(),k:()=>o.views.toggle()});function ce(o,t,e){let{key:s,target:i}=o;if(!(o.ctrlKey||o.metaKey||o.altKey||!(i instanceof Element)))
return i.matches(Wn)?s==="Escape"?e:void 0:s===" "&&i.matches(Fn)?void 0:t(s)}var de=class{constructor(){this.frame=0,this.motion=matchMedia("(prefers-reduced-motion: reduce)")}run(t,e,s,i){let n=performance.now(),r=this.motion.matches?Math.
max(e,1e3):e,a=n,l=c=>{if(c-n>=t)return i();if(this.frame=requestAnimationFrame(l),!(c-a<r))return a=c,s((c-n)/t)};this.frame=requestAnimationFrame(l)}stop(){cancelAnimationFrame(
this.frame)}};var Eo=[.5,1,2,4,10],Mo=1300,zn=800,$o=8e3,Kn=2,ut=class{constructor(t){this.played=t,this.on=!1,this.timer=0,this.glide=new de,this.button=z("play","Play (Spac\
e)",()=>this.toggle());let e=Eo.map(i=>h("option",{value:i,selected:i===1},`${i}×`)),s={change:()=>t.changed()};this.speed=h("select",{"aria-label":"speed",title:"\
Speed",on:s},...e)}get rate(){return Number(this.speed.value)}get fast(){return this.on&&this.rate>Kn}setRate(t){Eo.includes(t)&&(this.speed.value=String(t))}toggle(){
return this.on?this.stop():(this.played.rewind(),this.on=!0,this.label("pause","Pause (Space)"),this.wait(Mo/2))}stop(){this.on=!1,clearTimeout(this.timer),this.
glide.stop(),this.label("play","Play (Space)")}label(t,e){this.button.replaceChildren($(t)),this.button.title=e,this.button.setAttribute("aria-label",e)}wait(t){
this.timer=window.setTimeout(()=>this.pass(),t/this.rate)}pass(){let t=this.played.gap();if(t<=0)return this.take();let e=Math.min(t,$o)/this.rate,s=i=>this.played.
flow(t*(1-i));return this.glide.run(e,this.played.every(),s,()=>this.take())}take(){return this.played.forward()?this.wait(Math.max(zn,Mo-Math.min(this.played.gap(),
$o))):this.stop()}};var pe=class{constructor(t,e){this.data=t,this.player=e,this.texts=[],this.state=null;let s={input:()=>this.show(),keydown:i=>i.key==="Enter"&&this.jump(i.shiftKey?
-1:1)};this.input=h("input",{type:"search",size:20,placeholder:"text, key, command",on:s}),this.found=h("span",{class:"q-found",role:"status"}),this.elements=[h(
"label",{},"search (/) ",this.input),this.found]}matches(){let t=this.input.value.trim().toLowerCase();return t?(this.read(),this.data.find(e=>this.texts[e.index-
1]?.includes(t)??!1)):[]}read(){this.state??=new Map(this.data.state(0));let{state:t}=this;for(let e of this.data.steps.slice(this.texts.length)){this.texts.push(
Gn(this.data,e,t));for(let s of e.changes)Oe(t,s,e.at)}}jump(t){let e=this.matches(),s=this.player.at(),[i,n]=[e.find(a=>a>s),e.findLast(a=>a<s)],r=t>0?i??e[0]:
n??e.at(-1);r!==void 0&&this.player.go(r),this.show()}show(){let t=this.matches(),e=t.indexOf(this.player.at()),s=e>=0?`${e+1} of ${t.length}`:`${t.length} foun\
d: Enter goes there`;w(this.found,this.input.value.trim()?t.length?s:"not found":"")}};function Gn(o,t,e){let s=t.commands.map(([r,a])=>`${r} ${a.join(" ")}`),i=r=>jt(
o,r,e.get(r.key),t.at).flat(),n=t.changes.flatMap(r=>[r.key,...i(r)]);return[t.title,t.sentence,t.script??"",...s,...n].join(`
`).toLowerCase()}var ft=class{constructor(t){this.viewer=t,this.buttons=[this.view("stage","Stage"),this.view("keys","All keys","All keys (K)")],this.element=h("span",{class:"q-\
views",role:"group","aria-label":"view"},...this.buttons)}view(t,e,s){return y("q-view",()=>this.viewer.look(t),{data:{view:t},title:s},e)}toggle(){this.viewer.
look(this.viewer.shows==="stage"?"keys":"stage")}update(){for(let t of this.buttons)O(t,"aria-pressed",String(t.dataset.view===this.viewer.shows))}};var ue=class{constructor(t,e,s){this.data=t,this.player=e,this.filters=new ae(t,()=>this.filtered()),this.search=new pe(t,{at:()=>e.index,go:l=>this.go(l)}),this.
follow=new he(e,()=>this.followed()),this.playing=new ut({forward:()=>this.move(1),rewind:()=>this.rewind(),gap:()=>this.gap(),flow:l=>this.flow(l),every:()=>e.
pace,changed:()=>e.onChange()}),this.track=new pt(t,s),this.scales=new ct(l=>this.setScale(l)),this.chapters=new ht(()=>t.chapters,l=>this.go(l)),this.marks=new re(
t,this.track),this.first=z("first","First step (Home)",()=>this.go(this.filters.stops()[0]??0)),this.back=z("back","Back (←)",()=>this.move(-1)),this.forward=
z("forward","Forward (→)",()=>this.move(1)),this.last=z("last","Last step (End)",()=>this.go(this.filters.stops().at(-1)??t.length)),this.jobWords=h("span",{},
"next step of this job");let i={data:{act:"job"}};this.nextOfJob=y("q-button q-wide",()=>this.jumpJob(),i,$("job")," ",this.jobWords);let n={input:()=>this.slide(
Number(this.range.value))};this.range=h("input",{type:"range",min:0,step:1,"aria-label":"step",class:"q-range",on:n}),this.views=new ft(e);let r={data:{act:"pre\
dict"},title:"Stop before each step and ask where its job goes (P)"},a=()=>this.player.predict(!this.player.quiz.on);this.predict=y("q-view",a,r,"Predict"),this.
bar=this.makeBar(),this.tools=h("div",{class:"q-tools"},this.nextOfJob,...this.filters.elements,...this.search.elements),this.refresh()}makeBar(){let t=h("span",
{class:"q-views"},this.predict),s=[...[this.first,this.back,this.playing.button,this.forward,this.last],this.playing.speed,this.views.element,t],i=h("span",{class:"\
q-views"},this.follow.button),n=[this.marks.legend,i,this.scales.element,this.chapters.element],r=[this.marks.element,this.range,h("div",{class:"q-under"},...n)],
a=h("div",{class:"q-rail"},...r.slice(0,2)),l=new dt(a,(p,f)=>this.marks.tell(p,f));a.append(l.element);let c=h("div",{class:"q-slide"},a,...r.slice(2));return h(
"div",{class:"q-controls",role:"group","aria-label":"controls"},h("div",{class:"q-buttons"},...s),c)}refresh(){this.filters.refresh(),this.chapters.refresh(),this.
redrawRail()}redrawRail(){this.range.max=String(this.track.end),this.marks.draw(this.filters.stops()),this.scales.update(this.track.scale)}filtered(){this.marks.
draw(this.filters.stops()),this.player.redraw()}followed(){this.filters.follow(this.follow.job),this.filtered(),this.player.onChange()}setScale(t){t!==this.track.
scale&&(this.track.scale=t,this.redrawRail(),this.player.redraw(),this.player.onChange())}slide(t){let e=this.track.indexAt(t),s=this.track.byTime?this.data.start+
t:void 0;this.player.show(e,{at:e<this.data.length?s:void 0})}go(t){this.player.show(Math.max(0,Math.min(t,this.data.length)))}stop(t){let e=this.player.index,s=this.
filters.stops();return t>0?s.find(i=>i>e):s.findLast(i=>i<e)}move(t){let e=this.stop(t);return e===void 0||t>0&&this.player.asking.stops(e)?!1:(this.go(e),!0)}gap(){
let t=this.track.byTime?this.stop(1):void 0,{index:e,at:s}=this.player;return t===void 0?0:this.data.at(t)-Math.max(s??0,this.data.at(e))}flow(t){let{index:e}=this.
player;this.player.flow(this.data.at(this.stop(1)??e)-t-this.data.at(e))}currentJob(){if(this.player.selected){let[s,i]=tt(this.player.selected);return{queue:s,
job:i}}let t=this.data.step(this.player.index);if(!t)return null;if(t.job!==null&&t.queue!==null)return{queue:t.queue,job:t.job};let e=t.moves[0];return e?{queue:e[0],
job:e[1]}:null}jumpJob(){let t=this.currentJob();if(!t)return w(this.search.found,"choose a job first");let{queue:e,job:s}=t,i=this.player.index,n=this.data.steps.
slice(i).find(r=>this.data.concerns(r,e,s));n?this.player.select(e,s,n.index):w(this.search.found,"no later step of this job")}rewind(){let t=this.filters.stops();
this.player.index>=(t.at(-1)??0)&&this.go(t[0]??0)}update(t){this.views.update(),O(this.predict,"aria-pressed",String(this.player.quiz.on)),this.chapters.update(
t),this.updateTime(t,this.player.at),O(this.range,"aria-valuetext",Wt(this.data,t).slice(0,60));let e=this.filters.stops();this.back.disabled=this.first.disabled=
!e.some(i=>i<t),this.forward.disabled=this.last.disabled=!((e.at(-1)??0)>t),this.search.input.value&&this.search.show();let s=this.currentJob();this.follow.update(
s),this.nextOfJob.disabled=!s,w(this.jobWords,s?`next step of job ${m(s.job,14)}`:"next step of this job")}updateTime(t,e){let s=this.track.byTime&&e!==void 0?e-
this.data.start:this.track.valueOf(t);this.range.value=String(Math.max(s,this.track.valueOf(t))),x(this.range,"axis",this.track.scale)}key(t){t.stopPropagation();
let e=ce(t,s=>this.actOf(s),this.leaving);e&&(t.preventDefault(),e())}actOf(t){return/^[1-9]$/.test(t)?()=>this.player.asking.choose(Number(t)):this.acts[t.length===
1?t.toLowerCase():t]}leaving=()=>this.player.search(!1);acts={...le(this),"/":()=>this.player.search(!0),n:()=>this.chapters.jump(this.player.index,1),b:()=>this.
chapters.jump(this.player.index,-1),t:()=>this.setScale(this.track.byTime?"steps":"time"),f:()=>this.follow.toggle(),c:()=>this.player.toggleCode(),",":()=>this.
player.drawer.code.move(-1),".":()=>this.player.drawer.code.move(1),j:()=>this.jumpJob(),p:()=>this.player.predict(!this.player.quiz.on)}};var Yn=120,Hn=180,Vn="Nothing has happened yet. Step forward with → or play with Space.",fe=class{constructor(){this.clock=h("span",{class:"q-clock"}),this.counter=
h("span",{class:"q-counter"}),this.title=h("h2",{}),this.chip=h("span",{class:"q-chip"}),this.top=h("div",{class:"q-top"},this.clock,this.counter,this.title,this.
chip),this.sentence=h("p",{class:"q-sentence",tabindex:"0"}),this.told=h("div",{class:"q-told"},this.sentence),this.live=h("div",{class:"q-hidden","aria-live":"\
polite",role:"status"})}reserve(t){this.told.dataset.room=Ps(t)}tick({data:t,at:e}){w(this.clock,_(e-t.start)),this.clock.title=wt(e)}update(t){let{step:e,data:s,
index:i}=t;this.tick(t),w(this.counter,`step ${v(i)} of ${v(s.length)}`),w(this.title,e?m(e.title,90):"The beginning"),this.title.title=e?m(e.title,300):"",S(this.
chip,"visibility",e?.script?"":"hidden"),w(this.chip,`script ${e?.script??"none"}`),this.tell(e?F(e.sentence):P(s.note||Vn)),w(this.live,Wt(s,i))}ask({job:t,title:e}){
let s=h("strong",{},`Where does job ${m(t,14)} go?`);this.sentence.replaceChildren(`Next: ${m(e,90)}. `,s)}tell(t){this.sentence.replaceChildren(t);let e=(this.
sentence.textContent??"").length;x(this.sentence,"long",e>Hn?"very":String(e>Yn));for(let s of this.sentence.querySelectorAll("code")){let i=Y.find(n=>n===s.textContent);
i&&(s.dataset.role=i)}}};var Ge=60;function To(o,t,e){let s=o.state.get(t),i=o.data.key(t),n=s?Qn(o,s,i):[],r=s?`${nt[s.type]??s.type} (${s.encoding})`:Un,a=h("small",{class:"q-quiet"},
`${i.role}: ${r}. ${G[i.role]?.[1]??""}`),c=[h("header",{},h("h3",{},"Key"),y("q-more",e,{},"close")),h("p",{},D(t,80),h("br"),a)];return n.length&&c.push(Jn(n.
slice(0,Ge))),n.length>Ge&&c.push(h("p",{class:"q-quiet"},`… and ${v(n.length-Ge)} more`)),c}var Un="absent: an empty container does not exist in Redis";function Jn(o){
let t=o.map(([e,s,i])=>{let n=h("th",{scope:"row"},m(e,60));return h("tr",{},n,h("td",{},D(s)),h("td",{class:"q-meaning"},F(i)))});return h("table",{class:"q-fi\
elds"},at("where","raw","meaning"),h("tbody",{},...t))}function Qn({data:o,at:t},e,s){let i=(r,a)=>j(s.role,r,a,t,o.start).meaning,n=r=>r.map(([a,l])=>`${a}=${l}`).
join(" ");switch(e.type){case"hash":return[...e.value].map(([r,a])=>[r,a,o.word(e,r)]);case"zset":return e.value.map(([r,a])=>[r,R(a),i(r,a)]);case"stream":return[
...e.value].reverse().map(([r,a])=>[r,n(a),""]);case"string":return[["",e.value,o.word(e,"")]];default:return Array.isArray(e.value)?e.value.map((r,a)=>[`[${a}]`,
r,""]):[["",String(e.value),""]]}}var Zn=10;function So(o,t){let e=o.state.get(t),s=o.kinds.get(t),i=e?.type==="zset"?e.value:[],n=i.length?i.slice(0,Zn).map(l=>Xn(o,l)):[h("span",{class:"q-says"},
"silent: no marker")],r={key:t,change:s??"",rings:i[0]?.[0]??""},a=h("h4",{},u.MARKER);return h("section",{class:"q-small q-bell",data:r},$("bell"),a,...n,W(s))}
function Xn(o,[t,e]){let{meaning:s}=j(u.MARKER,t,e,o.at,o.data.start);return h("span",{class:"q-says"},h("code",{},`${m(t,24)} (score ${R(e)})`)," ",s)}function me(o){switch(o.type){case"hash":return[...o.value].map(([t,e])=>`${t}=${e}`).join("  ");case"zset":return o.value.map(([t,e])=>`${t} (score ${R(e)})`).
join("  ");case"stream":return o.value.map(([t,e])=>`${t} ${e.flat().join(" ")}`).join("  ");default:return Array.isArray(o.value)?o.value.join("  "):o.value}}function Ao(o,{name:t,queue:e,job:s}){let i=o.state.get(t),n=o.kinds.get(t),r=i?er(o,i,o.before.get(t)):[],a=h("caption",{class:"q-hidden"},`fields of ${m(t,80)}`),
l=h("table",{class:"q-fields"},a,at("field","raw","meaning"),h("tbody",{},...r)),c=tr(o,e,s,n);return h("article",{class:"q-card",data:{key:t,change:n??"",job:s}},
c,l)}function tr(o,t,e,s){let{name:i,tries:n}=o.job(t,e),r=o.stateOf(t,e),a=n?h("span",{class:"q-tries"},`attempts ${n}`):null,l=h("span",{class:"q-name"},m(i,40)),
c=h("span",{class:`q-chip q-state-${r}`},r);return h("header",{},$(r),h("h4",{},`job ${m(e,40)}`),l,c,a,W(s))}function er(o,t,e){if(t.type!=="hash")return[Ye("",
"",D(me(t)))];let s=e?.type==="hash"?e.value:new Map,i=[...t.value].map(([r,a])=>{let l=s.get(r),c=e===t||l===a?"":s.has(r)?"changed":"born",d=c==="changed"?[h(
"del",{},D(l,40))," → ",D(a)]:[D(a)];return Ye(r,c,d,o.data.word(t,r))}),n=[...s.keys()].filter(r=>e!==t&&!t.value.has(r));return[...i,...n.map(r=>Ye(r,"gone",
D(s.get(r))))]}function Ye(o,t,e,s=""){let i=h("th",{scope:"row"},m(o,60),W(t));return h("tr",{data:{change:t}},i,h("td",{},e),h("td",{class:"q-meaning"},F(s)))}var Oo=60,sr=30,or=5,ir=172,nr=6.4,rr=60,ge=class{constructor(t){this.box=t,this.width=0,this.signature="",this.rule=h("div",{class:"q-rule","aria-hidden":"true"}),
this.nowText=h("span",{}),this.now=h("div",{class:"q-now"},this.nowText);let e=t.role===u.DELAYED?[t.tokens,this.now,this.rule]:[t.tokens,this.rule];this.field=
h("div",{class:"q-field"},...e),this.rest=h("div",{class:"q-rest"}),t.body.append(this.field,this.rest),t.body.classList.add("q-axis"),this.watch=new ResizeObserver(
([s])=>this.resize(s?.contentRect.width??0)),this.watch.observe(this.field)}resize(t){Math.abs(t-this.width)<1||(this.width=t,this.box.hooks.redraw())}get room(){
return this.width||600}update(t,e,s){let i=s.filter(n=>n.dataset.job!==void 0);this.box.role===u.DELAYED?this.byTime(t,e,i):this.byPriority(e,i),k(this.box.tokens,
i),k(this.rest,s.filter(n=>n.dataset.job===void 0))}byTime(t,e,s){let{data:i,hooks:n,name:r}=this.box,[a,l]=Xt(t,n.waits.of(r)),c=p=>p>a?Math.min(1,(p-a)/(l-a)):
0;this.lay(s,e.map(([,p])=>c(Z(p??0)))),S(this.now,"left",`${c(t.at)*100}%`),x(this.now,"side",c(t.at)>.7?"left":"right"),w(this.nowText,`now ${_(Math.round(t.at-
i.start))}`);let d=te(a,l,i.start).map(p=>[c(p),U(p-i.start)]);this.mark(d,`${a}-${l}`)}byPriority(t,e){let s=[...new Set(t.map(([,a])=>Ae(a??0)))],i=new Map(s.
map((a,l)=>[a,l/s.length])),n=a=>i.get(a)??0;this.lay(e,t.map(([,a])=>n(Ae(a??0))));let r=s.map((a,l)=>[n(a),l?String(a):`priority ${a}`]);this.mark(r,s.join())}lay(t,e){
let s=this.box.isMany?sr:Oo,i=new Zt(this.room,ir,or);t.forEach((n,r)=>{let{left:a,hangs:l}=i.hang((e[r]??0)*this.room),{lane:c,stands:d}=i.take(a);x(n,"hangs",
l&&d===a?"left":"right"),S(n,"left",`${d.toFixed(1)}px`),S(n,"bottom",`${26+c*s}px`)}),S(this.field,"height",`${38+Math.max(Oo,i.length*s)}px`)}mark(t,e){if(this.
signature===`${e} ${this.width}`)return;this.signature=`${e} ${this.width}`;let s=0,i=t.slice(0,rr).flatMap(([n,r])=>{let[a,l]=[n*this.room,r.length*nr+8],c=a+l>
this.room?"left":"right";if((c==="left"?a-l:a)<s)return[];s=c==="left"?a:a+l;let d=h("span",{data:{side:c}},r);return d.style.left=`${n*100}%`,[d]});this.rule.replaceChildren(
...i)}};var we=28,ar=12,Lo=6,No=6,hr=new Map(L),be=class{constructor(t,e,s,i){this.data=t,this.queue=e,this.role=s,this.hooks=i,this.name=A(t.prefix,e,s),this.state=hr.
get(s)??q.UNKNOWN,this.open=!1,this.unread=0,this.isMany=!1,this.count=h("span",{class:"q-count"}),this.mark=h("span",{class:"q-marks"}),this.body=h("div",{class:"\
q-body"}),this.tokens=h("div",{class:"q-tokens",role:"group","aria-label":`jobs in ${s}`}),this.button=y("q-more",()=>this.toggle()),this.element=this.box(),this.
axis=Me.includes(s)?new ge(this):null,this.axis||this.drawTube()}box(){let[t,e]=G[this.role]??["",""],i=y("q-key",()=>this.hooks.onKey(this.name),{title:"Show r\
aw and decoded values"},this.role),n=h("span",{class:"q-kind"},nt[t]),r=h("header",{},$(this.state),h("h4",{},i),n,this.count,this.mark),a=`q-box q-state-${this.
state} q-box-${this.role}`;return h("section",{class:a,data:{key:this.name,role:this.role},title:e},r,this.body)}drawTube(){let t=ns[this.role]?.map(e=>`${e} →`)??
["first","latest"];this.body.append(this.tokens,h("div",{class:"q-ends"},...t.map(e=>h("span",{},e)))),this.body.classList.add(G[this.role]?.[0]==="list"?"q-tub\
e":"q-row")}toggle(){this.open=!this.open,this.hooks.redraw()}update(t){let e=t.state.get(this.name),s=rt(e),i=t.kinds.get(this.name),n=e&&s.length?H(e):0;w(this.
count,v(n)),this.unread=n-s.length,this.isMany=s.length>ar;let r=W(i);(r||this.mark.firstChild)&&k(this.mark,r?[r]:[]),x(this.element,"change",i??""),x(this.tokens,
"many",String(this.isMany));let a=this.drawn(t,s);this.axis?this.axis.update(t,s,a):k(this.tokens,a)}drawn(t,e){let[s,i]=this.cut(e),n=([c,d])=>this.token(t,c,d).
element,r=e.length-s.length-i.length,a=this.unread>0?[h("span",{class:"q-quiet"},`${v(this.unread)} not read`)]:[],l=r>0||this.open?[this.more(r)]:[];return[...a,
...s.map(n),...l,...i.map(n),...this.ghosts(t)]}cut(t){return t.length<=we||this.open?(this.open=this.open&&t.length>we,[t,[]]):Me.includes(this.role)?[t.slice(
0,we),[]]:[t.slice(0,No),t.slice(No-we)]}more(t){return w(this.button,t>0?`… ${v(t)} more …`:"show fewer"),this.button}token(t,e,s){let i=t.moves.get(N(this.
queue,e)),n=i?i[2]===null?"✚ new":`↦ from ${i[2]}`:"",r=i?"moved":"",a=t.selected===N(this.queue,e),l=this.hooks.tokens.take(this.queue,e,{...t.job(this.queue,
e),hint:n,kind:r,selected:a});if(this.role===u.ACTIVE){let c=t.state.get(J(this.data.prefix,this.queue,e,u.LOCK));Ss(l,c,t.at,this.data.watched)}else this.foot(
l,t,e,s);return l}foot(t,e,s,i){if(i===null)return t.foot.remove();let{label:n}=j(this.role,s,i,e.at,this.data.start);t.showFoot("q-foot"),w(t.foot,At(n,this.isMany?
1:2)),t.foot.title!==n&&(t.foot.title=n),x(t.element,"score",R(i))}ghosts(t){let e=[...t.moves.values()].filter(n=>this.lost(n)),s=e.slice(0,Lo).map(([,n])=>h("\
span",{class:"q-token q-ghost"},h("b",{},m(n,18)),h("i",{},"✖ removed"))),i=e.length-Lo;return i>0?[...s,h("span",{class:"q-quiet"},`✖ ${v(i)} more removed`)]:
s}lost([t,,e,s]){return t===this.queue&&s===null&&e===this.state&&this.role!==u.PAUSED}};function He(o,t){let e=o.state.get(t),s=o.data.key(t),i=o.kinds.get(t),n=e??o.before.get(t),r=e?dr(o,e,s):"",a=h("span",{title:G[s.role]?.[1]??""},s.role),l=h("\
td",{},D(n?me(n):"",90));r&&l.append(h("div",{class:"q-meaning"},F(r)));let c=h("small",{},(n?lr(n):"")+(e?cr(e,o.at):"")),d=h("th",{scope:"row"},D(t,64)," ",W(
i));return h("tr",{data:{key:t,change:i??""}},d,h("td",{},a,h("br"),c),l)}function lr(o){let[t,e]=$e[o.type]??$e.list??["",""];return`${nt[o.type]??o.type}, ${M(
H(o),t,e)}`}var cr=(o,t)=>o.expires===null?"":`, expires in ${st(Math.max(o.expires-t,0))}`;function dr(o,t,e){return t.type==="string"?o.data.word(t,""):t.type!==
"zset"?"":t.value.slice(0,3).map(([i,n])=>j(e.role,i,n,o.at,o.data.start).meaning).filter(Boolean).join("; ")}var pr=10;function Io(o,t){let e=o.state.get(t),s=o.kinds.get(t),i=o.fresh(t),n=e?.type==="stream"?e.value:[],r=e?.type==="stream"?H(e):0,a=n.slice(-pr).map((T,I,C)=>ur(
T,C.length-I<=i)),l=r-a.length,c=l>0?h("span",{class:"q-earlier"},`${v(l)} earlier`):null,d=h("div",{class:"q-strip"},c,...a),p=h("div",{class:"q-tape",tabindex:"\
0",role:"group","aria-label":"the latest events"},d),f=h("span",{class:"q-count"},M(r,"entry","entries")),b={key:t,change:s??""},g=h("h4",{},u.EVENTS);return h(
"section",{class:"q-small q-events",data:b},$("tape"),g,f,W(s),p)}function ur([o,t],e){let{EVENT:s,JOB_ID:i}=rs,n=new Map(t),a=t.filter(([f])=>f!==s&&f!==i).map(
([f,b])=>`${f}=${b}`).join(" "),l=n.has(i)?`job ${m(n.get(i),14)}`:m(a,24),c=m(`${o} ${a}`,200),d=e?h("i",{},"✚ new"):null,p=h("b",{},m(n.get(s)??"entry",24));
return h("span",{class:"q-event",data:{fresh:String(e)},title:c},p,h("span",{},l),d)}var Ve=24,fr=30,Ro={[u.MARKER]:"zset",[u.EVENTS]:"stream"},mr=new Map(L),xe=class{constructor(t,e,s){this.data=t,this.queue=e,this.hooks=s,this.boxes=new Map,this.
drawn=new Map,this.lastJobs=new Map,this.all=!1,this.grid=h("div",{class:"q-grid"}),this.small=h("div",{class:"q-smalls"}),this.cards=h("div",{class:"q-cards"}),
this.rows=h("tbody"),this.more=y("q-more",()=>this.toggle());let i={role:"group",data:{queue:e},"aria-label":`queue ${B(e)}`};this.element=h("div",{class:"q-que\
ue",...i},this.title(),this.grid,this.small),this.scroll=h("div",{class:"q-scroll",tabindex:"0",role:"group","aria-label":"other keys"},this.table());let n=e?`v\
alues in queue ${B(e)}`:"keys of no queue",r=[this.title(),this.cards,this.scroll,this.more];this.details=h("div",{role:"group","aria-label":n},...r)}title(){return this.
queue?h("h3",{},m(this.queue,80)):h("h3",{class:"q-stay"},"Keys of no queue")}table(){let t=this.queue?`Other keys of ${m(this.queue,80)}`:"Not keys that BullMQ\
 makes";return h("table",{class:"q-keys"},h("caption",{},t),at("key","role","raw value"),this.rows)}toggle(){this.all=!this.all,this.hooks.redraw()}roles(){return this.
queue?Y.filter(t=>V.includes(t)||this.data.hasUsed(this.queue,t)):[]}update(t,e){let s=this.roles(),i=s.map(n=>this.box(n));this.grid.dataset.more=String(s.filter(
n=>gr.includes(n)).length),k(this.grid,i.map(n=>n.element));for(let n of i)n.update(t);this.updateSmall(t),this.updateCards(t),this.updateRows(t,e)}box(t){let e=this.
boxes.get(t)??new be(this.data,this.queue,t,this.hooks);return this.boxes.set(t,e),e}updateSmall(t){if(!this.queue)return;let e=this.memo(t,A(this.data.prefix,this.
queue,u.MARKER),So),s=this.memo(t,A(this.data.prefix,this.queue,u.EVENTS),Io);k(this.small,[e,s])}updateCards(t){let e=new Map([...t.jobs()].filter(([,c])=>c.queue===
this.queue));(e.size||t.index===0)&&(this.lastJobs=e);let s=new Map(this.lastJobs),[i,n]=tt(t.selected);i===this.queue&&t.hash(i,n)&&s.set(t.selected,{queue:i,job:n});
let l=[...s.values()].map(c=>({...c,name:J(this.data.prefix,c.queue,c.job)})).filter(c=>wr(t,c.name)).slice(0,fr).map(c=>this.memo(t,c.name,()=>Ao(t,c)));k(this.
cards,l)}updateRows(t,e){let i=(this.all?e:e.slice(0,Ve)).map(n=>this.memo(t,n,He));k(this.rows,i),this.scroll.hidden=!e.length,this.details.hidden=!e.length&&!this.
cards.firstChild,this.more.hidden=e.length<=Ve,w(this.more,this.all?"show fewer keys":`… ${v(e.length-Ve)} more keys`)}memo(t,e,s){let i=t.state.get(e),n=t.kinds.
get(e),r=i&&(i.expires!==null||i.type==="zset")?t.at:0,a=s===He?null:t.data.key(e).job,l=a===null?"":t.stateOf(this.queue,a),c=this.drawn.get(e),d=c?.held===i&&
!n&&!c?.kind&&c?.at===r&&c.state===l;if(c&&d)return c.node;let p=s(t,e);return this.drawn.set(e,{held:i,kind:n,at:r,state:l,node:p}),p}},gr=[u.PRIORITIZED,u.WAITING_CHILDREN].
map(String);function Do(o){let{data:t,state:e,before:s,kinds:i}=o,n=new Map([...t.queues,""].map(a=>[a,[]])),r=[...s.values()].filter(a=>!e.has(a.name)&&i.has(a.
name));for(let a of[...e.values(),...r]){let l=t.key(a.name);br(o,a,l)||(n.get(l.queue)??n.get(""))?.push(a.name)}for(let a of n.values())a.sort();return n}function wr(o,t){
return(o.state.get(t)??(o.kinds.has(t)?o.before.get(t):void 0))?.type==="hash"}function br(o,t,e){return e.queue?mr.has(e.role)?Array.isArray(t.value)&&t.type!==
"stream":e.role in Ro?t.type===Ro[e.role]:e.job===null?!1:e.role===u.LOCK?o.stateOf(e.queue,e.job)===q.ACTIVE:e.role!==u.JOB||t.type!=="hash"?!1:o.stateOf(e.queue,
e.job)!==q.UNKNOWN||o.kinds.has(e.name):!1}var ye=class{constructor(t,e,s){this.data=t,this.tokens=e,this.redraw=s,this.inspected="",this.hooks={tokens:e,waits:new Rt(t),onKey:n=>this.inspect(n),redraw:s},
this.views=new Map,this.stage=h("div",{class:"q-stage"}),this.details=h("div",{class:"q-details"}),this.nothing=h("p",{class:"q-quiet"},"No keys yet.");let i={role:"\
group",hidden:!0,"aria-label":"a key's values"};this.inspector=h("div",{class:"q-inspector",...i}),this.changes=h("div"),this.changeCount=h("span",{class:"q-cou\
nt"}),this.commands=h("div"),this.commandCount=h("span",{class:"q-count"}),this.element=h("div",{class:"q-main"},this.stage,this.side(),this.details)}side(){let t=h(
"section",{},h("h3",{},"What changed ",this.changeCount),this.changes),e=h("section",{},h("h3",{},"Commands Redis ran ",this.commandCount),this.commands);return h(
"div",{class:"q-side",role:"group","aria-label":"what happened"},this.inspector,t,e)}inspect(t){this.inspected=this.inspected===t?"":t,this.redraw()}update(t,e,s=!1){
let i=Do(t),n=(i.get("")?.length?[...e,""]:e).map(a=>this.viewOf(a)),r=n.filter(a=>a.queue).map(a=>a.element);k(this.stage,n.length?r:[this.nothing]),k(this.details,
n.map(a=>a.details));for(let a of n)a.update(t,i.get(a.queue)??[]);s||this.drawStory(t)}viewOf(t){let e=this.views.get(t)??new xe(this.data,t,this.hooks);return this.
views.set(t,e),e}drawStory(t){let{step:e,data:s}=t;w(this.changeCount,e?v(e.changes.length):""),w(this.commandCount,e?v(e.commands.length):""),this.changes.replaceChildren(
...Cs(s,e)),this.commands.replaceChildren(..._s(s,e,(n,r)=>this.light(n,r))),this.inspector.hidden=!this.inspected;let i=()=>this.inspect(this.inspected);this.inspector.
replaceChildren(...this.inspected?To(t,this.inspected,i):[])}light(t,e=!1){for(let a of this.element.querySelectorAll(".q-lit"))a.classList.remove("q-lit");let s=new Set(
t),n=[...this.element.querySelectorAll("[data-key], [data-touch]")].filter(a=>s.has(a.dataset.key??a.dataset.touch??""));for(let a of t){let{queue:l,job:c}=this.
data.key(a),d=c===null?void 0:this.tokens.of(l,c);d&&n.push(d.element)}for(let a of n)a.classList.add("q-lit");let r=this.tokens.motion.matches?"auto":"smooth";
e&&n[0]?.scrollIntoView({block:"nearest",behavior:r})}};function jo({controls:o,index:t,selected:e,shows:s}){let{follow:i,playing:n,track:r}=o,a=e?o.currentJob():null,l=a?{job:a,follow:i.job!==null}:{};return{step:t,
view:s,speed:n.rate,axis:r.scale,...l}}function Co(o,{step:t,view:e,job:s,follow:i,speed:n,axis:r}){e&&o.look(e),r&&o.controls.setScale(r),n&&o.playing.setRate(
n),s&&o.selected!==N(s.queue,s.job)&&o.select(s.queue,s.job),s&&i&&o.controls.follow.set(s),t!==void 0&&o.show(t,{quiet:!0})}var xr="cubic-bezier(.3,.1,.2,1)",yr=120,vr=60,Ue=class{constructor(t,e,s){this.id=h("b"),this.name=h("span",{class:"q-name"}),this.tries=h("span",{class:"q-tri\
es"}),this.hint=h("i"),this.foot=h("span",{class:"q-foot"});let i=[this.id,this.name,this.tries,this.hint];this.element=y("q-token",()=>s(t,e),{data:{queue:t,job:e}},
...i)}update(t,{name:e,tries:s,hint:i,selected:n,kind:r}){w(this.id,m(t,18)),w(this.name,m(e,18)),w(this.tries,s),w(this.hint,i);let a=e?`, ${m(e,80)}`:"",l=`jo\
b ${m(t,80)}${a}${s?`, attempts ${s}`:""}`;this.element.title!==l&&(this.element.title=l),x(this.element,"kind",r);let c=String(n);O(this.element,"aria-pressed",
c)}showFoot(t){this.foot.className!==t&&(this.foot.className=t,delete this.foot.dataset.words),this.foot.parentNode!==this.element&&this.element.append(this.foot)}travel(t,e,s){
let i=Math.hypot(t,e),n=i>yr?-Math.min(36,i/10):0;for(let p of this.element.getAnimations())p.cancel();let r=this.element.closest(".q-box"),a=p=>{this.element.style.
zIndex=p,r&&(r.style.zIndex=p)};a(i>vr?"5":"");let l=`translate(${t*.45}px, ${e*.45+n}px) scale(${n?1.12:1})`,c=[`translate(${t}px, ${e}px)`,l,"none"].map(p=>({
transform:p})),d=this.element.animate(c,{duration:s,easing:xr});d.onfinish=d.oncancel=()=>a("")}appear(t){let e=[{transform:"scale(.4)",opacity:0},{transform:"s\
cale(1.1)",opacity:1},{transform:"none",opacity:1}];this.element.animate(e,{duration:t})}},ve=class{constructor(t){this.onSelect=t,this.all=new Map,this.asked=new Map,
this.was=new Map,this.motion=matchMedia("(prefers-reduced-motion: reduce)")}begin(t){if(this.asked=new Map,this.was=new Map,!(!t||this.motion.matches))for(let[e,
{element:s}]of this.all)s.isConnected&&this.was.set(e,s.getBoundingClientRect())}take(t,e,s){let i=N(t,e);for(;this.asked.has(i);)i+=`
+`;let n=this.all.get(i)??new Ue(t,e,this.onSelect);return this.asked.set(i,n),n.update(e,s),n}of(t,e){let s=this.all.get(N(t,e));return s?.element.isConnected?
s:void 0}settle(t){if(this.all=this.asked,!this.was.size)return;let e=[];for(let[s,i]of this.all){let[n,r]=[this.was.get(s),i.element.getBoundingClientRect()];n?
Math.abs(n.left-r.left)+Math.abs(n.top-r.top)>1&&e.push([i,n.left-r.left,n.top-r.top]):i.appear(t)}for(let[s,i,n]of e)s.travel(i,n,t)}};var _o=700,kr=3,qr=640,Po=30,Er="qlab player: arrow keys step, space plays, N and B go to the next chapter and back, K shows all keys, C code, T the time axis, \
F follows a job, J goes to its next step, P asks, slash searches",mt=class{constructor(t,e,{step:s,view:i,axis:n,onStep:r,onView:a,onAnswer:l,onChange:c}={}){this.
data=new Ct(e),this.onStep=r??(()=>{}),this.onView=a??(()=>{}),this.onChange=c??(()=>{}),this.shows=i??"stage",this.selected="",this.index=-1,this.at=void 0,this.
order=[],this.tokens=new ve((I,C)=>this.select(I,C)),this.keys=new ye(this.data,this.tokens,()=>this.redraw());let d=(I,C)=>this.select(I,C);this.scene=new ne(this.
keys.hooks,d,I=>this.chooseBox(I)),this.asking=new Bt(this,l??(()=>{})),this.quiz=this.asking.quiz,this.drawer=new Kt(()=>this.redraw(),this.asking.votes.element),
this.head=new fe,this.controls=new ue(this.data,this,n??"steps"),this.playing=this.controls.playing;let p=h("div",{class:"q-scenery"},this.scene.element,this.drawer.
element),{top:f,told:b,live:g}=this.head,T=[f,this.controls.bar,b,this.controls.tools,p,this.keys.element,g];this.root=h("div",{class:"qlab-player",tabindex:"0",
role:"group","aria-label":Er},...T),x(this.root,"view",this.shows),this.root.addEventListener("keydown",I=>this.controls.key(I)),this.head.reserve(this.data),t.
replaceChildren(this.root),this.watch=new ResizeObserver(()=>this.measure()),this.watch.observe(this.root),this.measure(),this.show(s??Math.min(1,this.data.length),
{quiet:!0})}show(t,{quiet:e=!1,force:s=!1,at:i}={}){let n=Math.max(0,Math.min(Number(t)||0,this.data.length)),r=s?i??this.at:i;if(n===this.index&&r===this.at&&!s)
return;this.at=r;let a=Math.abs(n-this.index)<=kr&&n!==this.index;this.index=n,this.draw(a&&!s,this.playing.fast?_o/3:_o),e||this.onStep(n)}flow(t){this.at=this.
data.at(this.index)+Math.round(t);let e=this.pictureNow();this.head.tick(e),this.controls.updateTime(this.index,this.at),this.shows==="stage"?this.scene.flow(e,
this.shown()):this.drawKeys(e,this.shown(),!1,0,!0)}get pace(){return this.shows==="stage"?Po:4*Po}pictureNow(){return this.picture=new It(this.data,this.index,
this.selected,this.at,this.controls.track.byTime),this.picture}shown(){let t=this.controls.filters.wanted.queue,e=this.controls.follow.job?.queue,s=this.order.filter(
i=>!t||i===t||e!==void 0);return e===void 0?s:[...s].sort((i,n)=>+(n===e)-+(i===e))}measure(){x(this.root,"narrow",String(this.root.clientWidth>0&&this.root.clientWidth<
qr))}redraw(){this.index>=0&&this.show(this.index,{quiet:!0,force:!0})}look(t){t!==this.shows&&(this.shows=t,x(this.root,"view",t),this.redraw(),this.onView(t))}select(t,e,s){
let i=N(t,e);this.selected=this.selected===i&&s===void 0?"":i,this.controls.follow.chosen(),this.onChange(),s===void 0||s===this.index?this.redraw():this.show(s)}chooseBox(t){
return this.quiz.asking?this.asking.guess(t):(this.keys.inspected=A(this.data.prefix,this.order[0]??"",t),this.look("keys"))}toggleCode(){let t=this.shows!=="st\
age"||this.drawer.tab!=="code";this.shows!=="stage"&&this.look("stage"),this.drawer.open(t?"code":"changes")}predict(t,e){this.asking.begin(t,e)}draw(t,e){let s=this.
pictureNow(),i=this.data.queuesAt(this.index),n=t&&i[0]===this.order[0];this.order=i;let r=this.shown(),a=Le(this.root);this.head.update(s),this.shows==="stage"?
this.drawScene(s,r,n?e:0):this.drawKeys(s,r,n,e),this.controls.update(this.index),$s(this.root,a)}drawScene(t,e,s){this.scene.animate(this.tokens.motion.matches?
0:s),this.scene.update(t,e),this.quiz.asking!==this.index+1&&(this.quiz.asking=0);let i=this.quiz.asking?this.quiz.question(this.quiz.asking):null,n=this.quiz.answers.
get(this.index)??null;return x(this.root,"asks",String(i!==null)),this.scene.markGuess(n&&!n.right?n.guess:""),this.drawer.judge(i?null:n),this.asking.votes.update(
i?.step??this.index),i?(this.head.ask(i),this.drawer.ask(i,r=>this.asking.guess(r))):this.drawer.update(t)}drawKeys(t,e,s,i,n){this.tokens.begin(s),this.keys.update(
t,e,n),this.tokens.settle(i)}search(t){x(this.root,"tools",t?"open":""),(t?this.controls.search.input:this.root).focus()}decode(...t){return j(...t).meaning}grow(t,e){
let s=this.data.grow(t);return s&&(this.controls.refresh(),this.head.reserve(this.data)),e!==void 0&&e!==this.index?this.show(e,{quiet:!0}):s&&this.redraw(),s}key(t){
this.controls.key(t)}get linked(){return jo(this)}open(t){Co(this,t)}get held(){return this.data.length}follows(t){return t.from<=this.data.length}destroy(){this.
controls.playing.stop(),this.asking.votes.stop(),this.watch.disconnect(),this.root.remove()}};var Je={sign:"▀",css:"q-tick-first"},Qe={sign:"▄",css:"q-tick-second"},ke=class{constructor(t,e){this.pair=t,this.playing=new ut({forward:()=>this.move(1),rewind:()=>this.
rewind(),gap:()=>this.gap(),flow:i=>t.flow(t.elapsedAt(t.index+1)-i),every:()=>t.pace,changed:()=>t.onChange()}),this.track=new pt(t,e),this.scales=new ct(i=>this.
setScale(i)),this.chapters=new ht(()=>t.chapters,i=>t.show(i)),this.first=z("first","The beginning (Home)",()=>t.show(0)),this.back=z("back","Back (←)",()=>this.
move(-1)),this.forward=z("forward","Forward (→)",()=>this.move(1)),this.last=z("last","The end (End)",()=>t.show(t.length)),this.clock=h("span",{class:"q-cloc\
k"}),this.counter=h("span",{class:"q-counter"});let s={input:()=>t.show(this.track.indexAt(Number(this.range.value)))};this.range=h("input",{type:"range",min:0,
step:1,"aria-label":"step",class:"q-range",on:s}),this.ticks=h("div",{class:"q-ticks","aria-hidden":"true"}),this.legend=h("div",{class:"q-legend"}),this.views=
new ft(t),this.bar=this.makeBar(),this.refresh()}makeBar(){let t=h("span",{class:"q-pair-time"},this.clock,this.counter),s=[...[this.first,this.back,this.playing.
button,this.forward,this.last],this.playing.speed,this.views.element],i=h("div",{class:"q-rail"},this.ticks,this.range);i.append(new dt(i,a=>this.tell(a)).element);
let n=h("div",{class:"q-under"},this.legend,this.scales.element,this.chapters.element);return h("div",{class:"q-controls",role:"group","aria-label":"controls"},
t,h("div",{class:"q-buttons"},...s),h("div",{class:"q-slide"},i,n))}refresh(){let{places:t,names:e}=this.pair;this.range.max=String(this.track.end);let s=l=>(1e3*
this.track.shareOf(l)).toFixed(1),i=(l,c)=>t.map((d,p)=>this.pair.moves(l,p)?`M${s(p)} ${c}`:""),n=[E("path",{class:Je.css,d:i(0,"0V7").join("")}),E("path",{class:Qe.
css,d:i(1,"9V16").join("")})];this.ticks.replaceChildren(E("svg",{viewBox:"0 0 1000 16",preserveAspectRatio:"none"},...n));let[r,a]=[Je,Qe].map(({sign:l,css:c})=>h(
"b",{class:c},l));this.legend.replaceChildren(r??"",` ${e[0]}   `,a??"",` ${e[1]}`),this.chapters.refresh(),this.scales.update(this.track.scale)}tell(t){let e=this.
track.indexAt(t*this.track.end),s=[Je,Qe].flatMap((n,r)=>this.pair.moves(r,e)?[{...n,words:this.pair.names[r]??""}]:[]);return[{sign:"",css:"",words:`${v(e)} of\
 ${v(this.pair.length)}, ${_(this.pair.elapsedAt(e))}`},...s]}setScale(t){t!==this.track.scale&&(this.track.scale=t,this.refresh(),this.pair.show(this.pair.index,
{quiet:!0,force:!0}),this.pair.onChange())}gap(){let{index:t,length:e}=this.pair;return!this.track.byTime||t>=e?0:this.pair.elapsedAt(t+1)-this.pair.time}move(t){
let e=this.pair.index+t;return e<0||e>this.pair.length?!1:(this.pair.show(e),!0)}rewind(){this.pair.index>=this.pair.length&&this.pair.show(0)}update(t,e){this.
views.update(),this.chapters.update(t),this.updateTime(t,e),O(this.range,"aria-valuetext",`${_(e)}, ${t} of ${this.pair.length}`),this.back.disabled=this.first.
disabled=t<=0,this.forward.disabled=this.last.disabled=t>=this.pair.length,w(this.counter,`${v(t)} of ${v(this.pair.length)}`)}updateTime(t,e){w(this.clock,_(e)),
this.range.value=String(this.track.byTime?Math.round(e):t)}key(t){let e=ce(t,s=>this.acts[s.length===1?s.toLowerCase():s]);t.ctrlKey||t.metaKey||t.altKey||(t.stopPropagation(),
e&&(t.preventDefault(),e()))}acts={...le(this),n:()=>this.chapters.jump(this.pair.index,1),b:()=>this.chapters.jump(this.pair.index,-1),t:()=>this.setScale(this.
track.byTime?"steps":"time"),c:()=>this.pair.toggleCode()}};var Mr="qlab player of two recordings: arrow keys step both, space plays, N and B go to chapters, K shows all keys",qe=class{constructor(t,e,{step:s,view:i,axis:n,
onStep:r,onView:a,onChange:l}={}){this.places=e.places,this.names=e.names,this.onStep=r??(()=>{}),this.onView=a??(()=>{}),this.onChange=l??(()=>{}),this.shows=i??
"stage",this.index=-1,this.time=0;let c=e.tracks.map(()=>h("div",{class:"q-half-slot"}));this.notes=e.tracks.map(()=>h("small",{})),this.halves=e.tracks.map((b,g)=>this.
half(c[g]??t,b,e.names[g]??"")),this.chapters=this.findChapters(),this.controls=new ke(this,n??"steps");let d=c.map((b,g)=>this.section(b,g)),p=h("div",{class:"\
q-halves"},...d),f={class:"qlab-player q-pair",tabindex:"0",role:"group","aria-label":Mr};this.root=h("div",f,p,this.controls.bar),x(this.root,"shows",this.shows),
this.root.addEventListener("keydown",b=>this.controls.key(b),{capture:!0}),t.replaceChildren(this.root),this.show(s??Math.min(1,this.length),{quiet:!0})}half(t,e,s){
let i=new mt(t,e,{step:0,view:this.shows,onView:n=>this.look(n)});return i.root.removeAttribute("tabindex"),i.root.setAttribute("aria-label",s),i.drawer.element.
setAttribute("aria-label",`the difference: ${s}`),i}section(t,e){let s=h("h2",{class:"q-half-name"},this.names[e]??""," ",this.notes[e]);return h("div",{class:"\
q-half",role:"group","aria-label":this.names[e]??""},s,t)}get length(){return this.places.length-1}get held(){return this.halves.map(t=>t.data.length)}elapsedAt(t){
let e=this.places[t]??[];return Math.max(...this.halves.map(({data:s},i)=>s.elapsedAt(e[i]??0)))}moves(t,e){return e>0&&this.places[e]?.[t]!==this.places[e-1]?.[t]}findChapters(){
return this.places.flatMap((t,e)=>t.flatMap((s,i)=>{let{data:n}=this.halves[i];return(this.moves(i,e)?n.chapters.filter(({step:a})=>a===s):[]).map(({title:a})=>({
step:e,title:`${a}, ${this.names[i]??""}`}))}))}show(t,{quiet:e=!1,force:s=!1}={}){let i=Math.max(0,Math.min(Number(t)||0,this.length));if(i===this.index&&!s)return;
this.index=i;let n=this.elapsedAt(i);this.time=n,this.halves.forEach((r,a)=>{this.showHalf(r,a,n)}),this.controls.update(i,n),e||this.onStep(i)}flow(t){this.time=
t;for(let e of this.halves)e.flow(e.data.start+t-e.data.at(e.index));this.controls.updateTime(this.index,t)}get pace(){return Math.max(...this.halves.map(t=>t.pace))}showHalf(t,e,s){
let[i,n]=[this.places[this.index]?.[e]??0,this.places[this.index-1]?.[e]],r=i===n||this.index===0;t.playing=this.controls.playing,t.controls.track.scale=this.controls.
track.scale,t.show(i,{quiet:!0,force:i===t.index,at:t.data.start+s});let a=`step ${v(i)} of ${v(t.data.length)}`;w(this.notes[e]??t.root,r&&this.index?`${a}, no\
thing new`:a),x(t.root,"still",String(r))}look(t){if(t!==this.shows){this.shows=t,x(this.root,"shows",t);for(let e of this.halves)e.look(t);this.controls.update(
this.index,this.elapsedAt(this.index)),this.onView(t)}}toggleCode(){for(let t of this.halves)t.toggleCode()}get linked(){let{playing:t,track:e}=this.controls;return{
step:this.index,view:this.shows,speed:t.rate,axis:e.scale}}open({step:t,view:e,speed:s,axis:i}){e&&this.look(e),i&&this.controls.setScale(i),s&&this.controls.playing.
setRate(s),t!==void 0&&this.show(t,{quiet:!0})}key(t){this.controls.key(t)}predict(){}grow(t,e){let s=this.halves.map((i,n)=>{let r=t.tracks[n];return r?i.grow(
r):!1});return this.places=t.places,this.chapters=this.findChapters(),this.controls.refresh(),this.show(e??this.index,{quiet:!0,force:s.some(Boolean)}),s.some(Boolean)}follows(t){
return t.tracks.every((e,s)=>e.from<=(this.held[s]??0))}destroy(){this.controls.playing.stop();for(let t of this.halves)t.destroy();this.root.remove()}};var Bo=(o,t,e)=>"tracks"in t?new qe(o,t,e):new mt(o,t,e);var Wo=1e4,$r=Bo;function Tr({model:o,el:t}){let e=p=>{o.set("step",p),o.save_changes()},s=p=>{o.set("view",p),o.save_changes()},i=p=>{o.set("answers",p),o.save_changes()},
n={step:o.get("step"),view:o.get("view"),onStep:e,onView:s,onAnswer:i},r=$r(t,JSON.parse(o.get("data")),n),a="asking"in r?Sr(r,o):()=>{};o.get("predict")&&r.predict(
!0,o.get("questions"));let l=()=>r.show(o.get("step"),{quiet:!0}),c=()=>r.look(o.get("view")),d=Ar(r,o);return o.on("change:step",l),o.on("change:view",c),o.on(
"msg:custom",d),()=>{o.off("change:step",l),o.off("change:view",c),o.off("msg:custom",d),a(),r.destroy()}}function Sr({asking:o},t){if(!t.get("in_class"))return()=>{};
let e=()=>o.votes.show(t.get("votes"));return o.votes.connect((s,i)=>t.send({class:s,step:i})),t.on("change:votes",e),()=>t.off("change:votes",e)}function Ar(o,t){
let e=-Wo,s=()=>{performance.now()-e<Wo||(e=performance.now(),t.send({after:o.held}))};return s(),i=>{if(!("steps"in i||"tracks"in i))return;let n=i;o.follows(n)?
o.grow(n,i.show??void 0):s()}}var Bp={render:Tr};export{Bp as default,$r as mount};
