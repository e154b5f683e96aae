// qlab's widgets, bundled by esbuild 0.28.2 from sources with SHA-256 24ae9ca9770afb31b6441e3a21329886628df3c01f96aa745361dd5c4801587d
var Te="\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{d800}-\\u{dfff}\\u{e0000}-\\u{e007f}",
u={WAIT:"wait",ACTIVE:"active",PAUSED:"paused",DELAYED:"delayed",PRIORITIZED:"prioritized",PRIORITY_COUNTER:"pc",COMPLETED:"completed",FAILED:"failed",WAITING_CHILDREN:"\
waiting-children",MARKER:"marker",EVENTS:"events",META:"meta",ID:"id",STALLED:"stalled",STALLED_CHECK:"stalled-check",LIMITER:"limiter",REPEAT:"repeat",SCHEDULER:"\
scheduler",DEDUPLICATION:"de",DEDUPLICATION_NEXT:"dn",METRICS:"metrics",METRICS_DATA:"metrics-data",LEGACY_PRIORITY:"priority",LEGACY_DELAY:"delay",LEGACY_PAUSED:"\
meta-paused",JOB:"job",LOCK:"lock",LOGS:"logs",DEPENDENCIES:"dependencies",PROCESSED:"processed",CHILD_FAILURES:"child-failures",UNSUCCESSFUL:"unsuccessful",RELAY:"\
relay",UNKNOWN:"unknown"},E={WAITING:"waiting",PRIORITIZED:"prioritized",DELAYED:"delayed",WAITING_CHILDREN:"waiting-children",ACTIVE:"active",COMPLETED:"comple\
ted",FAILED:"failed",UNKNOWN:"unknown"},Ae={waiting:"The job is ready and waits in line for a worker.",prioritized:"The job is ready, in line by priority, after\
 jobs without one.",delayed:"The job may not start before a set moment: a delay or a backoff.","waiting-children":"The job waits for its child jobs to finish.",
active:"A worker has the job, and a lock on it that it must keep renewing.",completed:"The job is done, and its return value is kept.",failed:"The job failed fo\
r good: no attempts are left, or the error forbade another.",unknown:"No list or set of the queue holds the job's id: it does not exist, or it is orphaned."},S=[
["completed","completed"],["failed","failed"],["delayed","delayed"],["prioritized","prioritized"],["active","active"],["wait","waiting"],["paused","waiting"],["\
waiting-children","waiting-children"]],Oe=["prioritized","wait","paused"],ne=["completed","failed"],Le={lock:"lock",logs:"logs",dependencies:"dependencies",processed:"\
processed","child-failures":"failed",unsuccessful:"unsuccessful"},Y={wait:["list","Ids of the jobs that are ready; workers take from the right end."],active:["l\
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
llMQ makes."]},z=["wait","active","completed","prioritized","waiting-children","failed","delayed","paused"],H=["wait","active","delayed","completed","failed"],ie=[
"delayed","prioritized"],Ne={wait:["head: new jobs","tail: next to run"],paused:["head: newest","tail: oldest"],active:["head: taken last","tail: taken first"],
logs:["head: oldest","tail: newest"],"metrics-data":["head: latest","tail: oldest"]},tt={list:"list",zset:"sorted set",set:"set",hash:"hash",string:"string",stream:"\
stream"},re={list:["element","elements"],set:["member","members"],zset:["member","members"],hash:["field","fields"],stream:["entry","entries"],string:["byte","b\
ytes"]},pt={NAME:"name",OPTIONS:"opts",ATTEMPTS_MADE:["atm","attemptsMade"]},Ie={EVENT:"event",JOB_ID:"jobId"},ut={READY:"0",DUE:"1"};var $=(o,t,e)=>`${o}:${t}:${e}`;function V(o,t,e,s){let n=`${o}:${t}:${e}`;return s===void 0?n:`${n}:${Le[s]}`}var A=(o,t)=>`${o}
${t}`;function ft(o){let[t="",e=""]=o.split(`
`);return[t,e]}function De(o,t){if(o===t)return 0;let[e,s]=[Re(o),Re(t)],n=e.findIndex((i,r)=>i!==s[r]);return n<0?-1:(e[n]??-1)-(s[n]??-1)}var Re=o=>[...o].map(t=>Gs(t.codePointAt(
0)??0)),Gs=o=>o>>8===220?o-56320:o,je=(o,t)=>o[1]-t[1]||De(o[0],t[0]),Ce=([o],[t])=>o<t?-1:o>t?1:0,mt=o=>typeof o=="string"?Number(o.replace("inf","Infinity")):
o,Vs={hash:o=>new Map(Object.entries(o).sort(Ce)),zset:o=>o.map(([t,e])=>[t,mt(e)]).sort(je)},_e={string:(o,t)=>t,list:Js,members:Qs,hash:Zs,zset:Xs,stream:(o,t)=>o.
slice(t.trim).concat(t.append)},Us=Object.keys(_e);function Js(o,t){let e=o.slice();for(let[s,n,i]of t)e.splice(s,n,...i);return e}function Qs(o,t){let e=o.filter(
s=>!t.del.includes(s));return[...new Set([...e,...t.add])].sort(De)}function Zs(o,t){let e=new Map(o);for(let s of t.del)e.delete(s);for(let[s,n]of Object.entries(
t.set))e.set(s,n);return new Map([...e].sort(Ce))}function Xs(o,t){let e=new Map(o);for(let s of t.del)e.delete(s);for(let[s,n]of Object.entries(t.set))e.set(s,
mt(n));return[...e].sort(je)}function ae(o,t,e){let s=Vs[t.type]?.(t.value)??t.value,n=t.expires_at===null?null:t.expires_at-e,i=new Map(Object.entries(t.words??
{})),{encoding:r,expires_at:h,size:c}=t;return{name:o,type:t.type,encoding:r,expires:h,life:n,value:s,size:c,words:i,job:null}}function Pe(o,t,e){let s=Us.find(
c=>c in t),n=s?_e[s](o.value,t[s]):o.value,i=t.expires_at,r=i===null?null:i===o.expires?o.life:i-e,h=t.words?new Map([...o.words,...Object.entries(t.words)]):o.
words;return{...o,job:null,encoding:t.encoding,expires:i,life:r,value:n,words:h}}function F(o){return o.size!==void 0?o.size:o.type==="hash"?o.value.size:typeof o.
value=="string"?to(o.value):o.value.length}var to=o=>[...o].reduce((t,e)=>t+eo(e.codePointAt(0)??0),0),eo=o=>o<128||o>>8===220?1:o<2048?2:o<65536?3:4;function et(o){
return!o||!Array.isArray(o.value)||o.type==="stream"?[]:o.type==="zset"?o.value:o.value.map(t=>[t,null])}var N=o=>Number.isSafeInteger(o)||Math.abs(o)<1e21?String(o):o.toPrecision(17),x=o=>o.toLocaleString("en"),O=(o,t,e=`${t}s`)=>`${x(o)} ${o===1?t:e}`;function B(o){let[t="",e=""]=(Math.abs(o)/1e3).toFixed(3).split(".");return`${o<0?"-":"+"}${t.replace(/\B(?=(\d{3})+$)/g," ")}.${e} s`}var Z=o=>`${(o/1e3).toFixed(
3)} s`,so=o=>o%1===.5?2*Math.round(o/2):Math.round(o),gt=o=>o<1e5?Z(o):G(1e3*so(o/1e3));function wt(o){return o===0?"due now":o>0?`due in ${gt(o)}`:`overdue by ${gt(
-o)}`}var ze=o=>o>0?`in ${gt(o)}`:`${gt(-o)} ago`,oo=[["d",864e5],["h",36e5],["min",6e4],["s",1e3]];function G(o){if(!(o<1e15))return`${o.toPrecision(4)} ms`;let t=o;
return oo.map(([s,n])=>{let i=s==="s"?t/n:Math.floor(t/n);return t-=Math.floor(t/n)*n,i?`${i} ${s}`:""}).filter(Boolean).join(" ")||"0 s"}function bt(o,t){let e=new RegExp(
`((?:\\d+ (?:d|h|min) ?){${t}}).*`);return o.replace("overdue by","late by").replace(e,"$1").trim()}function rt(o){let t=new Date(o);return Number.isNaN(t.getTime())?
`${o} ms since 1970`:t.toISOString()}var no=new RegExp(`[${Te}]`,"gu"),xt=(o,t)=>o.toString(16).padStart(t,"0");function io(o){let t=o.codePointAt(0)??0;return o==="\r"?"\\r":t>=56448&&t<=56575?`\\x${xt(
t-56320,2)}`:t<128?`\\x${xt(t,2)}`:t<65536?`\\u${xt(t,4)}`:`\\U${xt(t,8)}`}var D=o=>String(o).replace(no,io),j=o=>D(o).replace(/\n/g,"\\n").replace(/\t/g,"\\t");
function U(o,t){if(o.length<=t)return o;let e=/[\ud800-\udbff]/.test(o[t-2]??"")?t-2:t-1;return`${o.slice(0,e)}…`}var m=(o,t)=>U(j(o),t);var kt=(o,t)=>[Math.floor(o/t),o-Math.floor(o/t)*t],J=o=>kt(o,4096)[0],le=o=>kt(o,4294967296)[0],ro=Math.log2(4294967296),ao=Math.log2(9007199254740992),yt=o=>({
value:t,now:e,start:s})=>({label:B(t-s),meaning:`${o} ${rt(t)}, ${ze(t-e)}`});function ho({value:o,now:t}){let[e,s]=kt(o,4096),n=Math.abs(o)>9007199254740992?` \
(above 2^${ao} a score loses its sequence)`:"",i=wt(e-t);return{label:i,meaning:`${e} ms × ${4096} + ${s} → ${i}${n}`}}function co({value:o}){let[t,e]=kt(o,4294967296),
s=e?`ticket ${e}`:"at the front";return{label:s,meaning:`${t} × 2^${ro} + ${e} → priority ${t}, ${s}`}}function lo({member:o,value:t,now:e}){let s={[ut.READY]:"\
jobs are ready: an idle worker wakes at once",[ut.DUE]:`a worker without work sleeps until the next delayed job, ${wt(t-e)}`},n=Object.values(ut).join(" and ");
return{label:"",meaning:s[o]??`not a marker that BullMQ sets (it knows ${n})`}}function po({member:o,value:t,now:e}){let s=wt(t-e);return{label:s,meaning:`${rt(
t)} → next job of scheduler ${m(o,60)} ${s}`}}var uo={[u.DELAYED]:ho,[u.PRIORITIZED]:co,[u.MARKER]:lo,[u.COMPLETED]:yt("finished"),[u.FAILED]:yt("finished"),[u.
WAITING_CHILDREN]:yt("waiting since"),[u.UNSUCCESSFUL]:yt("failed"),[u.REPEAT]:po,[u.LEGACY_PRIORITY]:({value:o})=>({label:N(o),meaning:`priority ${N(o)}, no lo\
nger read`})};function C(o,t,e,s,n){return Number.isFinite(e)?uo[o]?.({member:t,value:e,now:s,start:n})??{label:N(e),meaning:""}:{label:N(e),meaning:"not a fini\
te number: BullMQ sets no such score"}}var fo={name:"",tries:"",made:0,allowed:1},mo=10*365*864e5,vt=class{constructor(t,e,s,n){this.data=t,this.index=e,this.selected=s,this.step=t.step(e),this.at=Math.
max(n??0,t.at(e)),this.state=t.state(e),this.before=e>0?t.state(e-1):this.state;let i=this.step?.changes??[];this.kinds=new Map(i.map(r=>[r.key,this.kind(r)])),
this.appended=new Map(i.map(r=>[r.key,r.stream?.append.length??this.entered(r)])),this.moves=qt(this.step?.moves??[]),this.places=null}kind(t){return t.del?"gon\
e":t.set&&!this.before.has(t.key)?"born":"changed"}entered({key:t,set:e}){if(e?.type!=="stream")return 0;let s=this.before.get(t),n=new Set(s?.type==="stream"?s.
value.map(([i])=>i):[]);return e.value.filter(([i])=>!n.has(i)).length}fresh(t){return this.appended.get(t)??0}hash(t,e){let s=this.state.get(V(this.data.prefix,
t,e));return s?.type==="hash"?s:null}job(t,e){let s=this.hash(t,e);return s?(s.job??={name:s.value.get(pt.NAME)??"",...go(s.value)},s.job):fo}stateOf(t,e){return this.
places??=this.findPlaces(),this.places.get(A(t,e))??E.UNKNOWN}findPlaces(){let t=new Map;for(let e of this.data.queues)for(let[s,n]of S)for(let[i]of et(this.state.
get($(this.data.prefix,e,s)))){let r=A(e,i);t.has(r)||t.set(r,n)}return t}jobs(){let t=new Map;for(let e of this.kinds.keys()){let{queue:s,job:n}=this.data.key(
e);n!==null&&t.set(A(s,n),{queue:s,job:n})}return t}};function qt(o){let t=new Map;for(let[e,s,n,i]of o){let r=t.get(A(e,s));t.set(A(e,s),[e,s,r?r[2]:n,i])}return t}
function go(o){try{let t=JSON.parse(o.get(pt.OPTIONS)??"{}").attempts??1,e=Number(pt.ATTEMPTS_MADE.map(s=>o.get(s)).find(s=>s!==void 0)??0);return{made:e,allowed:t,
tries:t>1?`${e}/${t}`:""}}catch{return{made:0,allowed:1,tries:""}}}var Et=class{constructor(t){this.data=t,this.upTo=0,this.by=new Map}of(t){for(;this.upTo<this.
data.length;this.upTo+=1){let{at:e,changes:s}=this.data.step(this.upTo+1);for(let n of s)this.look(n,e)}return this.by.get(t)??0}look(t,e){if(this.data.key(t.key).
role!==u.DELAYED)return;let s=Math.max(0,...wo(t).map(n=>J(mt(n))-e));s<mo&&this.by.set(t.key,Math.max(this.by.get(t.key)??0,s))}};function wo({zset:o,set:t}){return o?
Object.values(o.set):t?.type==="zset"?t.value.map(([,e])=>e):[]}var st=32,We=5,bo=6,Mt=class{constructor(t){this.prefix=t.prefix,this.start=t.start,this.began=t.at,this.note=t.note,this.steps=[],this.names=new Map,this.words=
[],this.kept=new Map,this.used=new Set,this.queues=[],this.grow(t);let e=new Map(Object.entries(t.keys).map(([s,n])=>[s,ae(s,n,t.at)]));this.frames=[e];for(let s of e.
keys())this.use(s)}grow(t){let e=t.steps.slice(this.steps.length-t.from);if(t.from>this.steps.length||!e.length&&this.steps.length)return!1;for(let[n,[i,r,h,c]]of Object.
entries(t.names))this.names.set(n,{name:n,queue:i,role:r,job:h,detail:c});t.words.forEach((n,i)=>{this.words[t.wordsFrom+i]=n}),this.steps.push(...e);let s=new Set(
[...this.names.values()].map(n=>n.queue).filter(Boolean));this.queues=Ke([...s].sort(),this.steps);for(let n of e.flatMap(i=>i.changes))this.use(n.key);return e.
length>0}use(t){let{queue:e,role:s}=this.key(t);this.used.add(`${e}
${s}`)}hasUsed(t,e){return this.used.has(`${t}
${e}`)}queuesAt(t){let e=this.steps.slice(Math.max(0,t-We-1),t+We),[s]=Ke([...this.queues],e);return s===void 0?[]:[s,...this.queues.filter(n=>n!==s)]}get length(){
return this.steps.length}step(t){return this.steps[t-1]}at(t){return this.step(t)?.at??this.began}key(t){return this.names.get(t)??{name:t,queue:"",role:u.UNKNOWN,
job:null,detail:null}}state(t){let e=this.kept.get(t);if(e)return e;let s=this.replay(t);this.kept.set(t,s);let[n]=this.kept.keys();return this.kept.size>bo&&n!==
void 0&&this.kept.delete(n),s}replay(t){let e=Math.min(Math.floor(t/st),this.frames.length-1)*st,s=this.frames[e/st];for(let[i,r]of this.kept)i>e&&i<t&&([e,s]=[
i,r]);let n=new Map(s);for(let i=e+1;i<=t;i+=1){let r=this.step(i);for(let h of r?.changes??[])xo(n,h,this.at(i));i%st===0&&!this.frames[i/st]&&(this.frames[i/st]=
new Map(n))}return n}word(t,e){return this.words[t.words.get(e)??-1]??""}find(t){return this.steps.filter(t).map(e=>e.index)}concerns(t,e,s){let n=(i,r)=>(e===""||
i===e)&&(s===""||r===s);return n(t.queue,t.job)||t.moves.some(i=>n(i[0],i[1]))?!0:t.changes.some(i=>n(this.key(i.key).queue,this.key(i.key).job))}};function xo(o,t,e){
let s=o.get(t.key);t.del?o.delete(t.key):t.set?o.set(t.key,ae(t.key,t.set,e)):s&&o.set(t.key,Pe(s,t,e))}function Ke(o,t){let e=new Map(o.map(s=>[s,0]));for(let{
queue:s}of t)s!==null&&e.set(s,(e.get(s)??0)+1);return o.sort((s,n)=>(e.get(n)??0)-(e.get(s)??0))}function a(o,t={},...e){let s=document.createElement(o);for(let[n,i]of Object.entries(t))yo(s,n,i);for(let n of e.flat())n==null||n===""||s.append(n instanceof Node?
n:D(n));return s}function yo(o,t,e){if(!(e==null||e===!1))if(t==="class")o.className=e;else if(t==="text")o.textContent=D(e);else if(t==="data")Object.assign(o.
dataset,e);else if(t==="on")for(let[s,n]of Object.entries(e))o.addEventListener(s,n);else o.setAttribute(t,e===!0?"":e)}var y=(o,t,e={},...s)=>a("button",{type:"\
button",class:o,on:{click:t},...e},...s),ot=(...o)=>a("thead",{},a("tr",{},...o.map(t=>a("th",{scope:"col"},t))));function g(o,t){let e=D(t);o.textContent!==e&&
(o.textContent=e)}function b(o,t,e){o.dataset[t]!==e&&(o.dataset[t]=e)}function T(o,t,e){o.style.getPropertyValue(t)!==e&&o.style.setProperty(t,e)}function v(o,t){
for(t.forEach((e,s)=>{o.childNodes[s]!==e&&o.insertBefore(e,o.childNodes[s]||null)});o.childNodes.length>t.length;)o.lastChild?.remove()}var ko="http://www.w3.org/2000/svg";function q(o,t,...e){let s=document.createElementNS(ko,o);for(let[n,i]of Object.entries(t))s.setAttribute(n,String(i));return s.
append(...e),s}var Fe={[E.WAITING]:"M2 6h3v4H2zM6.5 6h3v4h-3zM11 6h3v4h-3z",[E.PRIORITIZED]:"M8 1.5 14.5 8 8 14.5 1.5 8z",[E.DELAYED]:"M8 1.5A6.5 6.5 0 1 1 8 14.5 6.5 6.5 0 0 \
1 8 1.5M8 4.5V8.3L10.6 10",[E.WAITING_CHILDREN]:"M8 2v5M8 7H3.5v4M8 7h4.5v4M2 11h3v3H2zM11 11h3v3h-3z",[E.ACTIVE]:"M4 2.5 13 8 4 13.5z",[E.COMPLETED]:"M2.5 8.5 \
6.3 12.3 13.5 4",[E.FAILED]:"M3.5 3.5 12.5 12.5M12.5 3.5 3.5 12.5",[E.UNKNOWN]:"M5.5 6A2.5 2.5 0 1 1 8.6 8.4Q8 8.7 8 10M8 12.2V12.6",first:"M4 3v10M13 3 6 8l7 5\
z",back:"M11 3 4.5 8 11 13z",forward:"M5 3 11.5 8 5 13z",last:"M12 3v10M3 3 10 8l-7 5z",play:"M4 2.5 13 8 4 13.5z",pause:"M5 3v10M11 3v10",removed:"M3 4.5h10M6 \
4.5V2.8h4v1.7M4.5 4.5l.7 9h5.6l.7-9",job:"M2 8h8M7 4.5 10.5 8 7 11.5M13.5 3v10",lock:"M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",bell:"M3 11.5h10M4 11.5V8a4\
 4 0 0 1 8 0v3.5M7 13.8h2",tape:"M1.5 4h13v8h-13zM4 4v8M12 4v8"};function M(o,t=16){let e={viewBox:"0 0 16 16",width:t,height:t},s=q("path",{d:Fe[o]??Fe[E.UNKNOWN]??
""});return q("svg",{...e,"aria-hidden":"true",class:`q-icon q-icon-${o}`},s)}function L(o,t=120){let e=D(o);if(e.length<=t)return a("code",{class:"q-raw"},e||'""');let s=a("code",{class:"q-raw"},U(e,t)),n=a("button",{type:"button",class:"\
q-more","aria-expanded":"false"}),i=r=>{n.textContent=r?"show less":`show all (+${x(e.length-t+1)})`};return n.addEventListener("click",()=>{let r=n.getAttribute(
"aria-expanded")!=="true";n.setAttribute("aria-expanded",String(r)),s.textContent=r?e:U(e,t),s.classList.toggle("q-whole",r),r?s.tabIndex=0:s.removeAttribute("t\
abindex"),i(r)}),i(!1),a("span",{},s," ",n)}function _(o){let t=document.createDocumentFragment(),e=D(o).split(/`([^`]{1,60})`/);for(let[s,n]of e.entries())t.append(
s%2?a("code",{},n):n);return t}var vo={born:"✚ new",gone:"✖ gone",added:"+",removed:"−",changed:"~",trimmed:"− trimmed",size:"~ size",ttl:"~ TTL",encoding:"~ encoding"},de=o=>a("p",{class:"\
q-quiet"},o);function Ye(o,t){return t?t.changes.length?t.changes.map(e=>{let s=a("small",{class:"q-quiet"},o.key(e.key).role),n=e.lines.map(r=>pe(o,r)),i=a("di\
v",{},L(e.key,64)," ",s);return a("div",{class:"q-change",data:{touch:e.key}},i,a("ul",{},...n))}):[de("Nothing changed in Redis.")]:[de("Before the first step.")]}
function pe(o,[t,e,s,n,i]){let r=o.words[i],h=a("li",{data:{kind:t}},a("b",{class:"q-sign"},vo[t]??t)," ");return e&&h.append(a("code",{class:"q-where"},`${j(e)}\
 `)),t!=="born"&&t!=="gone"&&h.append(...Eo(s,n)),r&&h.append(a("span",{class:"q-meaning"}," ",_(r))),h}function Eo(o,t){return o!==null&&t!==null?[a("del",{},L(
o,48))," → ",L(t,80)]:[L(t??o??"",80)]}function He(o,t,e){if(!t?.commands.length)return[de(t&&t.script===null?"No script ran, or it was not traced.":"No comma\
nds.")];let s=t.commands.map(n=>a("li",{},qo(o,n,e)));return[a("ol",{class:"q-commands"},...s)]}function qo(o,[t,e,s],n){let i=e.map(p=>s.includes(p)?a("em",{},
m(p,90)):m(p,90)),r=[...new Set(s.map(p=>o.key(p).role))].join(", "),h={mouseenter:()=>n(s),focus:()=>n(s),mouseleave:()=>n([]),blur:()=>n([]),click:()=>n(s,!0)},
c=m([t,...e].join(" "),600),l=i.flatMap(p=>[" ",p]),d=r?a("small",{},` ${r}`):null;return a("button",{type:"button",class:"q-command",title:c,on:h},a("b",{},t),
...l,d)}function $t(o,t){let e=o.step(t);if(!e)return`Beginning, before the first of ${O(o.length,"step")}.`;let s=e.changes.length?`${O(e.changes.length,"key")}\
 changed.`:"Nothing changed.";return`Step ${t} of ${o.length}, ${B(e.at-o.start)}. ${e.sentence} ${s}`}function Ge(o){let t=o.steps.map(e=>e.sentence).sort((e,s)=>e.
length-s.length);return U(j(t[Math.floor(t.length*.9)]??""),220)}var ue=["Python","TypeScript","NestJS"],Ve="Lua",Mo="No script ran in this step, or it was not traced.",$o=o=>`The script ${o} ran. Its Lua is not in this page,\
 or PyPI's bullmq has none of that name.

A page holds it when written with to_html(path, lua=True); in a notebook, qlab.Player shows it.`,So=60,St=class{constructor(){this.language=ue[0]??"",this.data=
null,this.step=void 0,this.at=0,this.buttons=[...ue,Ve].map(s=>y("q-view",()=>this.choose(s),{data:{name:s}},s));let t=a("div",{class:"q-views",role:"group","ar\
ia-label":"language"},...this.buttons);this.back=y("q-button",()=>this.move(-1),{title:"The command before (,)","aria-label":"back"},"‹"),this.next=y("q-butto\
n",()=>this.move(1),{title:"The next command (.)","aria-label":"next"},"›"),this.running=a("span",{class:"q-code-command",role:"status"}),this.steps=a("div",{
class:"q-code-steps"},this.back,this.next,this.running);let e={class:"q-code-text",tabindex:"0",role:"group","aria-label":"code"};this.text=a("pre",e),this.element=
a("div",{class:"q-code"},t,this.steps,this.text)}update(t,e){e!==this.step&&(this.at=0),this.data=t,this.step=e,this.draw()}choose(t){this.language=t,this.draw()}move(t){
let e=(this.step?.commands.length??0)-1;this.at=Math.max(0,Math.min(this.at+t,e)),this.draw()}draw(){for(let s of this.buttons)s.setAttribute("aria-pressed",String(
s.dataset.name===this.language));let t=this.language===Ve;if(this.steps.hidden=!t||!this.step?.lua.length||!this.step.commands.length,b(this.element,"language",
this.language),t)return this.drawLua();let e=this.step?.code[ue.indexOf(this.language)];return this.text.replaceChildren(e===void 0?"Before the first step.":this.
word(e))}word(t){return D(this.data?.words[t]??"")}drawLua(){let{step:t}=this;if(!t?.lua.length)return this.text.replaceChildren(t?.script?$o(t.script):Mo);let[
e="",s=[],,n=[]]=t.commands[this.at]??[],i=t.lua.flatMap(([d,p],f)=>[`-- ${d}, as PyPI's bullmq ships it
`,...this.lit(p.map(w=>this.word(w)).join("").split(`
`),new Set(n[f]))]);this.text.replaceChildren(...i);let r=Math.max(0,...n.map(d=>d.length)),h=r>1?`; ${O(r,"line")} call it, and no trace tells which`:"",c=m([e,
...s].join(" "),So);g(this.running,`command ${this.at+1} of ${t.commands.length}: ${c}${h}`),this.back.disabled=this.at===0,this.next.disabled=this.at>=t.commands.
length-1;let[l]=this.text.getElementsByTagName("mark");this.text.scrollTop=l?l.offsetTop-this.text.clientHeight/3:0}lit(t,e){let s=[],n="";return t.forEach((i,r)=>{
let h=`${String(r+1).padStart(4)}  ${i}
`;if(!e.has(r+1)){n+=h;return}s.push(n,a("mark",{},h)),n=""}),[...s,n]}};var Ue=120,To={FAILED:"✕",DONE:"✓",RUNNING:"▸",LEFT:"▫"},Je=5,Ze=new Map(S);function at({step:o,moves:t}){if(!o)return null;let e=[...t.values()].filter(
([,,i,r])=>i!==r),n=e.find(([i,r])=>i===o.queue&&r===o.job)??e[0]??null;return n?{queue:n[0],job:n[1],move:n}:o.queue!==null&&o.job!==null?{queue:o.queue,job:o.
job,move:null}:null}function Xe(o,t,e,s){let n=o.state.get($(o.data.prefix,t,e)),i=et(n),r=e===u.DELAYED||e===u.PRIORITIZED?i.slice(0,Ue):i.slice(-Ue),h=i.find(
([d])=>s?.queue===t&&d===s.job);h&&!r.includes(h)&&r.unshift(h);let c=r.map(([d,p])=>Qe(o,t,e,d,p,s));return s?.queue===t&&s.move&&Ao(s.move,e)&&s&&c.push({...Qe(
o,t,e,s.job,null,s),gone:!0,note:"✖ removed"}),{role:e,count:n&&i.length?F(n):0,items:c}}var Ao=([,,o,t],e)=>t===null&&e!==u.PAUSED&&Ze.get(e)===o;function Qe(o,t,e,s,n,i){
let{name:r,made:h,allowed:c}=o.job(t,s),l=i?.queue===t&&i.job===s,d=Lo(o,t,e,s,n,l),p=c>1&&c<=Je?Oo(h,c,Ze.get(e)??""):"",f=c>Je?`${h}/${c}${d?" · ":""}${d}`:d;
return{job:s,id:m(s,14),name:m(r,24),pips:p,note:f,moves:l,gone:!1}}function Oo(o,t,e){let{FAILED:s,DONE:n,RUNNING:i,LEFT:r}=To,h=e===E.COMPLETED&&o>0,c=h?n:e===
E.ACTIVE&&o<t?i:"";return(s.repeat(Math.max(0,h?o-1:o))+c).padEnd(t,r)}function Lo(o,t,e,s,n,i){if(e===u.DELAYED&&n!==null){let h=bt(C(e,s,n,o.at,o.data.start).
label,2).replace(/\.000 s$/," s");return i?h:` ${h.replace("due in ","in ")}`}if(e!==u.ACTIVE||!i)return"";let r=o.state.get(V(o.data.prefix,t,s,u.LOCK));return r?
r.expires===null?"lock":`lock ${Z(Math.max(0,r.expires-o.at)).replace(/\.000 s$/," s")}`:"no lock"}var fe="removed",ts=new Map(S),Tt=class{constructor(t,e){this.data=t,this.onAnswer=e,this.on=!1,this.steps=null,this.asking=0,this.answers=new Map}stops(t){return!this.
on||this.answers.has(t)||this.steps&&!this.steps.has(t)?!1:this.question(t)!==null}question(t){let e=this.data.step(t),s=at({step:e,moves:qt(e?.moves??[])});if(!e||
!s?.move)return null;let{queue:n,job:i}=s,h=z.filter(c=>!H.includes(c)&&c!==u.PAUSED).filter(c=>this.data.hasUsed(n,c));return{step:t,queue:n,job:i,title:e.title,
choices:[...H,...h,fe]}}answer(t){let e=this.data.step(this.asking),s=at({step:e,moves:qt(e?.moves??[])});if(!s?.move)return null;let[n,i,,r]=s.move,h=r===null?
fe:S.find(([,d])=>d===r)?.[0]??r,c=t===h||r!==null&&ts.get(t)===r,l={step:this.asking,queue:n,job:i,guess:t,truth:h,right:c};return this.answers.set(this.asking,
l),this.asking=0,this.onAnswer([...this.answers.values()].filter(d=>d.guess)),l}};function es({job:o,guess:t,truth:e,right:s}){let n=e===fe?`job ${o} is removed`:
`job ${o} is in \`${e}\``;if(s)return`✓ Right: ${n}.`;let i=Ae[ts.get(t)??""];return`✗ You said \`${t}\`, but ${n}.${i?` \`${t}\` would mean: ${i}`:""}`}var No=24,Io=5,ss=[u.EVENTS,u.MARKER,u.META,u.ID],me=new Map(S),At=class{constructor(t){this.redraw=t,this.tab="changes",this.code=new St;let e=(h,c,l)=>y("q-vi\
ew",()=>this.open(h),{data:{tab:h},title:l},c);this.tabs=[e("changes","Changes","What changed in Redis"),e("code","Code","The call and its Lua (C)")],this.title=
a("h3",{}),this.script=a("p",{class:"q-drawer-script"}),this.changes=a("div",{class:"q-changes"});let s={tabindex:"0",role:"group","aria-label":"what changed"};
this.body=a("div",{class:"q-drawer-body",...s},this.changes),this.answer=a("div",{class:"q-answer",role:"status",tabindex:"0"});let n=a("span",{class:"q-views",
role:"group","aria-label":"beside the stage"},...this.tabs),r=[a("header",{},this.title,this.script,n),this.answer,this.body,this.code.element];this.element=a("\
aside",{class:"q-drawer","aria-label":"the difference"},...r),this.show("changes")}open(t){this.tab=t,this.redraw()}show(t){b(this.element,"tab",t);for(let e of this.
tabs)e.setAttribute("aria-pressed",String(e.dataset.tab===t))}ask({job:t,title:e,choices:s},n){this.show("changes"),g(this.title,`Where does job ${m(t,14)} go?`),
g(this.script,`Next: ${m(e,60)}`),this.script.hidden=!1,this.answer.replaceChildren();let i=s.map((r,h)=>{let c=me.get(r),l=c?M(c):M("removed"),d=[a("kbd",{},String(
h+1)),l,a("span",{},r)];return y(`q-choice q-state-${c}`,()=>n(r),{data:{choice:r}},...d)});this.changes.replaceChildren(a("div",{class:"q-choices",role:"group",
"aria-label":"answers"},...i))}judge(t){let e=t?.guess?es(t):"";b(this.answer,"right",String(!!t?.right)),this.answer.replaceChildren(...e?[_(e)]:[])}update(t){
let{step:e}=t;this.show(this.tab),this.tab==="code"&&this.code.update(t.data,e);let s=[...e?.changes??[]].sort((h,c)=>os(t,h)-os(t,c));g(this.title,e?`${O(s.length,
"key")} changed`:"The beginning"),g(this.script,e?.script?`script ${e.script}`:"no script"),this.script.hidden=!e?.script,this.body.scrollTop=0;let n=a("p",{class:"\
q-quiet"},e?"Nothing changed in Redis.":"Before the first step."),i=s.slice(0,No).map(h=>Ro(t,h)),r=s.length-i.length;r>0&&i.push(a("section",{class:"q-quiet"},
`… and ${O(r,"more key")}: K shows them all.`)),this.changes.replaceChildren(...i.length?i:[n])}};function os(o,t){let{role:e}=o.data.key(t.key);return me.has(
e)?0:ss.includes(e)?2+ss.indexOf(e):1}function Ro(o,t){let{data:e}=o,{role:s}=e.key(t.key),n=me.get(s),i=t.lines.some(([w])=>w==="gone")?"✖ key gone":o.kinds.
get(t.key)==="born"?"✚ new key":"",r=t.lines.filter(([w])=>w!=="gone"&&w!=="born"),h=(r.length?r:t.lines).slice(0,Io).map(w=>pe(e,w)),c=r.length-h.length,l=i?
a("span",{class:i.startsWith("✖")?"q-key-gone":"q-key-new"},i):null,d=a("code",{},m(t.key.slice(e.prefix.length+1)||t.key,40)),p=a("i",{class:n?`q-swatch q-st\
ate-${n}`:"q-swatch"}),f=c>0?a("li",{class:"q-quiet"},`… and ${c} more`):null;return a("section",{data:{touch:t.key}},a("h4",{},p,d,l),a("ul",{},...h,f))}var Do={born:"✚ new",gone:"✖ gone",changed:"✎ changed"},I=o=>o?a("span",{class:`q-mark q-mark-${o}`,text:Do[o]}):null;var ge=["card","name","id","dot"];var Ot=class{constructor(t){this.row=t?28:34,this.mover=t?52:70,this.head=t?36:38,this.strip=t?30:38,this.idLetter=9.2,this.nameLetter=7.9,this.moverLetter=t?12.4:
17,this.moverLong=t?9.2:11,this.moverName=t?9:10.4}width(t,e){if(e==="dot")return 14;if(e==="mover")return this.moverWidth(t);let s=16+t.id.length*this.idLetter;
if(e==="id"||!t.name)return s;let n=s+16+t.name.length*this.nameLetter+t.note.length*this.nameLetter;return e==="card"&&t.pips?n+10+ns(t.pips):n}moverWidth(t){let e=ns(
t.pips)+8+t.note.length*this.nameLetter,s=t.id.length>4?this.moverLong:this.moverLetter;return 30+t.id.length*s+28+Math.max(t.name.length*this.moverName,e)}height(t){
return t==="dot"?14:t==="mover"?this.mover:this.row}};function jo(o,t,e,s){return t==="card"&&s.width(o,t)>e?"name":t}var ns=o=>13*o.length;function is(o,t,e,s){
let n=e==="dot"?4:7,i=[],[r,h,c]=[0,0,0];for(let l of o){let d=l.moves?"mover":jo(l,e,t,s),[p,f]=[Math.min(s.width(l,d),t),s.height(d)];r>0&&r+p>t&&([r,h,c]=[0,
h+c+n,0]),i.push({item:l,look:d,rect:{x:r,y:h,w:p,h:f}}),r+=p+n,c=Math.max(c,f)}return{placed:i,height:h+c}}function rs(o,t){let e=o.find(({look:i})=>i==="mover"),
s=o.filter(i=>i!==e&&i.rect.y+i.rect.h<=t);return e?e.rect.y+e.rect.h<=t?[e,...s]:[{...e,rect:{...e.rect,x:0,y:0}},...s.filter(({rect:i})=>i.y>=e.rect.h)]:s}function we(o,{x:t,y:e,w:s,h:n}){T(o,"transform",`translate(${Math.round(t)}px, ${Math.round(e)}px)`),T(o,"width",`${Math.round(s)}px`),T(o,"height",`${Math.round(
n)}px`)}var Lt=class{constructor(t,e,s){this.id=a("b"),this.name=a("span",{class:"q-job-name"}),this.pips=a("span",{class:"q-pips"}),this.note=a("span",{class:"\
q-job-note"});let n=a("span",{class:"q-job-words"},this.name,a("span",{class:"q-job-more"},this.pips,this.note));this.element=y("q-job",()=>s(t,e),{data:{queue:t,
job:e}},this.id,n)}update({item:t,look:e,rect:s},n,i,r){we(this.element,s),g(this.id,e==="dot"?"":t.id),g(this.name,e==="dot"||e==="id"?"":t.name),g(this.pips,e===
"card"||e==="mover"?t.pips:""),g(this.note,e==="dot"||e==="id"?"":t.note);let h=String(t.id.length>4);for(let[d,p]of Object.entries({look:e,state:n,long:h,gone:String(
t.gone)}))b(this.element,d,p);let c=[t.name&&` ${j(t.name)}`,`, in ${i}`,t.note&&`, ${t.note.trim()}`],l=`job ${j(t.job)}${c.filter(Boolean).join("")}`;this.element.
title!==l&&(this.element.title=l),e==="dot"||e==="id"?this.element.setAttribute("aria-label",l):this.element.removeAttribute("aria-label"),this.element.setAttribute(
"aria-pressed",String(r))}};var _o=9.2,Po=108,zo=60,Nt=class{constructor(t,e,s){this.letters=t.length,this.count=a("span",{class:"q-pot-count"}),this.mark=a("span",{class:"q-pot-mark"}),this.
extra=a("span",{class:"q-pot-extra"}),this.title=y("q-pot-name",s,{title:Y[t]?.[1]??""},M(e),` ${t}`);let n=a("div",{class:"q-pot-head"},this.title,this.mark,this.
extra,this.count),i=`q-pot q-state-${e}`;this.element=a("div",{class:i,data:{role:t},role:"group","aria-label":t},n),this.element.addEventListener("click",r=>{r.
target instanceof Element&&!r.target.closest("button")&&s()})}leave(t){this.extra.replaceChildren(...t?[a("span",{class:"q-left"},t)]:[]),b(this.element,"left",
String(!!t))}update(t,e,s,n){we(this.element,t),b(this.element,"strip",String(s));let i=t.w>this.letters*_o+Po+(n&&n!=="changed"?zo:0);g(this.count,e?x(e):i?"em\
pty":"0");let r=I(n==="changed"?void 0:n);(r||this.mark.firstChild)&&v(this.mark,r?[r]:[])}};var Bo=[1,2,5,10,15,30,60,120,300,600,900,1800,3600,7200,14400,43200,86400],as=864e5,Wo=20,hs=o=>Bo.map(t=>t*1e3).find(t=>t>=o)??Math.ceil(o/as)*as;function Rt(o,t,e){
let s=o.length?o.at(o.length)-o.start:0,n=Math.max(s,e,1e3);if(!e||n<=e*3||n<=3e4)return[o.start,o.start+n*1.06];let i=hs(e*2),r=o.start+Math.floor((t-o.start)/
i)*i;return[r,r+i*1.5]}function Dt(o,t,e){let s=hs((t-o)/6.5),n=[],i=Math.ceil((o-e)/s)*s+e;for(;i<=t&&n.length<Wo;i+=s)n.push(i);return n}var It=class{constructor(t,e,s){
this.width=t,this.token=e,this.most=s,this.gap=6,this.lanes=[]}get length(){return this.lanes.length}hang(t){let e=t+this.token>this.width&&t>=this.token;return{
left:e?t-this.token:Math.max(0,Math.min(t,this.width-this.token)),hangs:e}}take(t){let e=this.lanes.findIndex(([,r])=>r<=t);if(e>=0)return this.stand(e,t);if(this.
lanes.length<this.most)return this.stand(this.lanes.length,t);let s=this.best(([,r])=>r+this.token<=this.width?-r:Number.NEGATIVE_INFINITY);if(s>=0)return this.
stand(s,this.lanes[s]?.[1]??t);let n=this.token+this.gap,i=this.best(([r])=>r>=n?r:Number.NEGATIVE_INFINITY);return i>=0?this.stand(i,(this.lanes[i]?.[0]??n)-n):
this.stand(this.lanes.length,t)}best(t){let e=this.lanes.map(t),s=Math.max(Number.NEGATIVE_INFINITY,...e);return s===Number.NEGATIVE_INFINITY?-1:e.indexOf(s)}stand(t,e){
let[s,n]=this.lanes[t]??[e,e];return this.lanes[t]=[Math.min(s,e),Math.max(n,e+this.token+this.gap)],{lane:t,stands:e}}};var ht=({x:o,y:t,w:e,h:s})=>({x:o+e/2,y:t+s/2}),jt=(o,t,e,s)=>`M${o} ${t}C${(o+e)/2} ${t} ${(o+e)/2} ${s} ${e} ${s}`;function ls({boxes:o,narrow:t,hung:e,scale:s}){
let n=o.get(u.DELAYED),i=t?[]:Ko(o);if(!n)return i;let r=n.rect.y+n.rect.h-34,h=e.stems.map(({x:d,from:p})=>`M${d} ${p+n.rect.y}V${r}`).join(""),c=`M${s.left} ${r}\
H${s.right}`,l=e.stems.map(({x:d})=>q("circle",{cx:d,cy:r,r:4,class:"q-due"}));return[...i,q("path",{d:c,class:"q-axis-line"}),q("path",{d:h,class:"q-stems"}),...l]}
function Ko(o){let[t,e,s,n,i]=[u.WAIT,u.ACTIVE,u.COMPLETED,u.FAILED,u.DELAYED].map(f=>o.get(f)?.rect);if(!t||!e||!s||!n||!i)return[];let r=ht(e),h=[jt(t.x+t.w,ht(
t).y,e.x,r.y),jt(e.x+e.w,r.y,s.x,ht(s).y),jt(e.x+e.w,r.y,n.x,ht(n).y)],c=e.x+50,l=t.x+t.w/2,d=Math.max(...Oe.map(f=>Fo(o.get(f)?.rect))),p=`M${c} ${e.y+e.h}V${i.
y-4}M${l} ${i.y}V${d+4}`;return[q("path",{d:h.join(""),class:"q-pipe"}),q("path",{d:p,class:"q-way"})]}var Fo=o=>o?o.y+o.h:0;function ds({boxes:o,narrow:t,scale:e},s,n){
let[i,r,h]=[u.ACTIVE,u.WAIT,u.DELAYED].map(w=>o.get(w)?.rect);if(!i||!r||!h)return[];let c=t?[]:[be("q-way-words",i.x+58,h.y-24,"↓ retry, after a backoff"),be(
"q-way-words",r.x+r.w/2+8,h.y-24,"↑ due")],l=h.y+h.h-30,d=Dt(e.from,e.to,s).map(w=>({x:e.x(w),text:`+${G(w-s)}`})),f=d.filter(({x:w},k)=>k===0||w-(d[k-1]?.x??
0)>52||k%2===0).filter(({x:w,text:k})=>w<e.right-20&&Yo(w,k.length*Ho+2,n));return[...c,...f.map(({x:w,text:k})=>be("q-tick-words",w,l,k))]}var Yo=(o,t,[e,s])=>o+
t<e||o-t>s;function be(o,t,e,s){let n=a("span",{class:o},s);return n.style.left=`${Math.round(t)}px`,n.style.top=`${Math.round(e)}px`,n}var Ho=3.7,Q=9;function ps(o,t,e){
if(!t||!e)return v(o,[]);let s=ht(t),n={x:cs(s.x,e.x+16,e.x+e.w-16),y:cs(s.y,e.y+8,e.y+e.h-8)},r=Math.abs(s.x-n.x)>Math.abs(s.y-n.y)?Go(t,s,e,n):Vo(t,s,e,n),h={
d:r.line,pathLength:1};return v(o,[q("path",{...h,class:"q-trail q-halo"}),q("path",{...h,class:"q-trail"}),q("path",{d:r.head,class:"q-trail-head"})])}function Go(o,t,e,s){
let n=t.x<s.x,[i,r]=n?[o.x+o.w,e.x]:[o.x,e.x+e.w],h=r-(n?Q:-Q),c=`M${r} ${s.y}L${h} ${s.y-Q*.8}L${h} ${s.y+Q*.8}Z`;return{line:jt(i,t.y,h,s.y),head:c}}function Vo(o,t,e,s){
let n=t.y<s.y,[i,r]=n?[o.y+o.h,e.y]:[o.y,e.y+e.h],h=r-(n?Q:-Q),c=(i+h)/2;return{line:`M${t.x} ${i}C${t.x} ${c} ${s.x} ${c} ${s.x} ${h}`,head:`M${s.x} ${r}L${s.x-
Q*.8} ${h}L${s.x+Q*.8} ${h}Z`}}var cs=(o,t,e)=>Math.max(t,Math.min(o,Math.max(t,e)));var ct=9,_t=10,Uo=8;function xe(o,t,e){let s=o.map(r=>r.map((h,c)=>us(h,Jo(r,t.w)[c]??0,0,e))),n=t.h-_t*(o.length-1);for(;Pt(s)>n&&Qo(s,e););Zo(s,n,e);let i=t.y+
Math.max(0,(n-Pt(s))/2);return s.flatMap(r=>{let h=ye(r),c=t.x,l=r.map(d=>{let p=en(d,c,i,h,e);return c+=d.width+_t,p});return i+=h+_t,l})}function Jo(o,t){let e=o.
map(({role:n})=>n.length+Uo),s=(t-_t*(o.length-1))/e.reduce((n,i)=>n+i,0);return e.map(n=>n*s)}var ye=o=>Math.max(...o.map(t=>t.height)),Pt=o=>o.reduce((t,e)=>t+
ye(e),0);function us(o,t,e,s){if(!o.items.length)return{contents:o,width:t,look:e,height:s.strip,placed:[]};let{placed:n,height:i}=is(o.items,t-2*ct,ge[e],s);return{
contents:o,width:t,look:e,height:s.head+i+ct,placed:n}}function Qo(o,t){let s=o.flat().filter(n=>n.placed.length&&n.look<ge.length-1).sort((n,i)=>i.height-n.height)[0];
return s?(Object.assign(s,us(s.contents,s.width,s.look+1,t)),!0):!1}function Zo(o,t,e){for(let s=Pt(o)-t;s>0;s=Pt(o)-t){let n=o.flat().sort((r,h)=>Ct(h,e)-Ct(r,
e))[0];if(!n||Ct(n,e)<=0&&!Xo(o,e))return;if(Ct(n,e)<=0)continue;let i=Math.max(fs(n,e),n.height-s);Object.assign(n,{height:i,placed:rs(n.placed,i-e.head-ct)})}}
var Ct=(o,t)=>o.height-fs(o,t);function fs({placed:o},t){return o.length?t.head+ct+Math.max(...o.map(({look:e})=>e==="mover"?t.mover:14)):t.strip}function Xo(o,t){
let e=o.findLast(s=>ye(s)>t.strip&&s.every(n=>!tn(n)));for(let s of e??[])Object.assign(s,{height:t.strip,placed:[]});return e!==void 0}var tn=({placed:o})=>o.some(
({look:t})=>t==="mover");function en({contents:o,width:t,placed:e},s,n,i,r){let h=e.map(d=>({...d,rect:lt(d.rect,s+ct,n+r.head)})),c=!e.length,l=c?{x:s,y:n+(i-r.
strip)/2,w:t,h:r.strip}:{x:s,y:n,w:t,h:i};return{...o,rect:l,placed:h,strip:c}}var lt=(o,t,e)=>({...o,x:o.x+t,y:o.y+e});var ms=34,Bt=14,X=6,sn=100,zt=18,on=["name","id"],Wt=class{constructor([t,e],s,n){this.from=t,this.to=e,this.left=s,this.right=n}x(t){let e=(t-this.from)/(this.
to-this.from);return this.left+Math.max(0,Math.min(1,e))*(this.right-this.left)}};function gs(o,t,e,s){for(let n of on){let i=nn(o,t,n,s);if(i.height<=e)return i}
return rn(o,t,e,s)}function nn(o,t,e,s){let n=[],r=o.filter(({item:h})=>!h.moves).sort((h,c)=>h.due-c.due).map(({item:h,due:c})=>{let l=s.width(h,e),d=bs(t,c,l),
p=n.findIndex(w=>w.every(([k,R])=>d>R+X||d+l+X<k)),f=p<0?n.length:p;return n[f]=[...n[f]??[],[d,d+l]],{item:h,look:e,rect:{x:d,y:-(f+1)*(s.row+X),w:l,h:s.row}}});
return ws(o,r,t,s)}function rn(o,t,e,s){let n=new Map,i=o.some(({item:c})=>c.moves)?s.mover+X:0,r=Math.max(1,Math.floor((e-ms-Bt-i)/zt)),h=o.flatMap(({item:c,due:l})=>{
let d=Math.floor(t.x(l)/zt),p=n.get(d)??0;return c.moves||p>=r?[]:(n.set(d,p+1),[{item:c,look:"dot",rect:{x:d*zt,y:-(p+1)*zt,w:14,h:14}}])});return ws(o,h,t,s)}
function ws(o,t,e,s){let n=[...t];for(let{item:d,due:p}of o.filter(f=>f.item.moves)){let f=Math.min(s.width(d,"mover"),e.right-Bt),w=bs(e,p,f),k=t.filter(({rect:K})=>w<
K.x+K.w+X&&K.x<w+f+X),R=Math.min(0,...k.map(({rect:K})=>K.y));n.push({item:d,look:"mover",rect:{x:w,y:R-s.mover-X,w:f,h:s.mover}})}let i=Math.min(0,...n.map(({rect:d})=>d.
y)),r=(e.left<sn?s.head:Bt)-i,h=new Map(o.map(({item:d,due:p})=>[d,p])),c=n.map(d=>({...d,rect:lt(d.rect,0,r)})),l=c.filter(({look:d})=>d!=="dot").map(({item:d,
rect:p})=>({x:e.x(h.get(d)??e.from),from:p.y+p.h}));return{placed:c,stems:l,height:r+ms}}function bs(o,t,e){let s=o.x(t)-10;return s+e>o.right?Math.max(Bt/2,Math.
min(s+20,o.right)-e):s}var an=620,xs={w:840,h:430},hn=34,ys=196,cn=66,ln=[u.WAITING_CHILDREN,u.WAIT,u.PAUSED,u.PRIORITIZED].map(String);function ks(o,t,e,s,n){let i=s.w<an,r=i||s.h<xs.
h||s.w<xs.w,h=new Ot(r),c=z.filter(P=>H.includes(P)||o.data.hasUsed(t,P)),l=new Map(c.map(P=>[P,Xe(o,t,P,e)])),d=l.get(u.DELAYED),p=dn(o,t,s,i,n),f=pn(d,p,s,h,o,
t),w=i?10:hn,k={x:0,y:0,w:s.w,h:s.h-f.height-w},R=i?fn(l,k,h):un(l,k,h),K={x:0,y:s.h-f.height,w:s.w,h:f.height},dt=f.placed.map(P=>({...P,rect:lt(P.rect,0,K.y)}));
return d&&R.push({...d,rect:K,placed:dt,strip:!dt.length&&!i}),{boxes:new Map(R.map(P=>[P.role,P])),scale:p,hung:f,narrow:i,sizes:h,small:r}}function dn(o,t,e,s,n){
let i=n.waits.of($(o.data.prefix,t,u.DELAYED));return new Wt(Rt(o.data,o.at,i),s?24:ys,e.w-cn)}function pn(o,t,e,s,n,i){let r=n.state.get($(n.data.prefix,i,u.DELAYED)),
h=new Map((r?.type==="zset"?r.value:[]).map(([p,f])=>[p,J(f)])),c=(o?.items??[]).map(p=>({item:p,due:h.get(p.job)??n.at})),l=c.some(({item:p})=>p.moves)?s.mover:
0,d=Math.max(e.h*(t.left<ys?.36:.46),s.head+60+l);return gs(c,t,d,s)}var vs=(o,t)=>t.map(e=>o.get(e)).filter(e=>e!==void 0);function un(o,t,e){let s=t.w>800?46:
34,n=(t.w-2*s)/3.3;return[{roles:ln,x:0,w:n*1.12},{roles:[u.ACTIVE],x:n*1.12+s,w:n*1.08},{roles:ne,x:n*2.2+2*s,w:n*1.1}].flatMap(({roles:r,x:h,w:c})=>{let l=vs(
o,r).map(d=>[d]);return xe(l,{...t,x:h,w:c},e)})}function fn(o,t,e){let s=[u.WAITING_CHILDREN,u.PRIORITIZED],i=[[u.WAIT,u.PAUSED],s,[u.ACTIVE],ne].map(r=>vs(o,r)).
filter(r=>r.length);return xe(i,t,e)}var mn=new Map(S);function Es({boxes:o},t,e){let s=[...o.values()].filter(({role:n})=>mn.get(n)===t);return s.find(({items:n})=>n.
some(i=>i.job===e))??s[0]}var $s=new Map(S),gn=[u.WAIT,u.ACTIVE,u.COMPLETED].map(String);function Ss(o,t,e,s){let n=e?.queue===t?e:null,r=z.filter(c=>qs(o,t,c)||gn.includes(c)||Ms(n,c)).
map(c=>{let l=$s.get(c)??E.UNKNOWN,d=qs(o,t,c),p=n&&Ms(n,c)?wn(o,n,l,s):null,f=a("span",{class:`q-line-state q-state-${l}`,data:{empty:String(!d)}},M(l),` ${c} `);
return a("span",{class:"q-line-part"},f,a("b",{},x(d)),p)}),h=a("b",{class:"q-line-name"},m(t,40));return a("div",{class:"q-line",data:{queue:t,moves:String(!!n)}},
h,...r)}function qs(o,t,e){let s=o.state.get($(o.data.prefix,t,e));return s?F(s):0}function Ms(o,t){return!o?.move||!H.concat(z).includes(t)||t===u.PAUSED?!1:$s.
get(t)===(o.move[3]??o.move[2])}function wn(o,{queue:t,job:e,move:s},n,i){let{name:r}=o.job(t,e),h=!s||s[2]===null?"✚ new":s[3]===null?"✖ removed":`↦ from ${s[2]}`,
c=a("span",{class:"q-job-words"},a("span",{class:"q-job-name"},m(r,24)),` ${h}`);return y("q-job",()=>i(t,e),{data:{queue:t,job:e,state:n,look:"line"},title:j(`\
job ${e}`)},a("b",{},m(e,14)),c)}var bn=3,Ts=34,xn=46,yn=30,kn=150,vn=8.6,As=new Map(S),Kt=class{constructor(t,e,s){this.hooks=t,this.onSelect=e,this.onBox=s,this.queue="",this.boxes=new Map,this.
chips=new Map,this.plan=null,this.picture=null,this.size={w:0,h:0},this.order=[],this.title=a("h3",{class:"q-scene-title"}),this.below=q("g",{}),this.above=q("g",
{}),this.pots=a("div",{class:"q-pots"}),this.words=a("div",{class:"q-scene-words","aria-hidden":"true"}),this.jobs=a("div",{class:"q-jobs"}),this.nowText=a("spa\
n",{}),this.now=a("div",{class:"q-clock-line"},this.nowText),this.passedText=a("span",{}),this.passed=a("div",{class:"q-passed","aria-hidden":"true"},this.passedText),
this.others=a("div",{class:"q-lines"});let n=q("svg",{class:"q-under","aria-hidden":"true"},this.below),i=q("svg",{class:"q-over","aria-hidden":"true"},this.above);
this.field=a("div",{class:"q-scene-field"},this.pots,n,this.passed,this.now,this.words,this.jobs,i),this.element=a("div",{class:"q-scene"},this.title,this.field,
this.others),this.watch=new ResizeObserver(()=>this.measure()),this.watch.observe(this.element)}measure(){let{clientWidth:t,clientHeight:e}=this.element;t===this.
size.w&&e===this.size.h||(this.size={w:t,h:e},this.picture&&t&&this.update(this.picture,this.order))}update(t,e){this.picture=t,this.order=e,this.queue=e[0]??"",
this.size.w||(this.size={w:this.element.clientWidth||860,h:this.element.clientHeight||480});let s=at(t),n=this.drawOthers(t,e.slice(1),s),i={w:this.size.w,h:Math.
max(200,this.size.h-yn-n)};T(this.field,"height",`${i.h}px`),this.plan=ks(t,this.queue,s,i,this.hooks),b(this.element,"small",String(this.plan.small)),this.drawTitle(),
this.drawBoxes(t,this.plan),this.drawJobs(t,this.plan),v(this.below,ls(this.plan)),this.drawTime(t,this.plan),v(this.words,ds(this.plan,t.data.start,this.nowSpan(
t,this.plan))),this.drawMove(this.plan,s)}drawTitle(){let t=[...this.plan?.boxes.values()??[]].reduce((e,s)=>e+s.count,0);this.title.replaceChildren(m(this.queue,
60)||"No keys yet",a("small",{},` ${O(t,"job")}`))}drawOthers(t,e,s){let n=e.filter(p=>t.state.has($(t.data.prefix,p,u.META))),i=e.filter(p=>n.includes(p)||p===
s?.queue),r=i.filter(p=>p===s?.queue),h=[...r,...i.filter(p=>!r.includes(p))].slice(0,bn),c=i.filter(p=>h.includes(p)),l=c.map(p=>Ss(t,p,s,this.onSelect)),d=i.length-
c.length;return d>0&&l.push(a("div",{class:"q-line"},`… and ${O(d,"more queue")}`)),this.others.replaceChildren(...l),l.length*(Ts+8)+(r.length?xn-Ts:0)}drawBoxes(t,e){
let s=[...e.boxes.values()].map(n=>{let i=this.boxes.get(n.role)??this.makeBox(n.role),r=t.kinds.get($(t.data.prefix,this.queue,n.role));return i.update(n.rect,
n.count,n.strip,r),i.element});v(this.pots,s)}makeBox(t){let e=new Nt(t,As.get(t)??E.UNKNOWN,()=>this.onBox(t));return this.boxes.set(t,e),e}drawJobs(t,e){let s=new Map;
for(let{role:n,placed:i}of e.boxes.values())for(let r of i){let h=A(this.queue,r.item.job);for(;s.has(h);)h+=`
+`;let c=this.chips.get(h)??new Lt(this.queue,r.item.job,this.onSelect),l=t.selected===A(this.queue,r.item.job);c.update(r,As.get(n)??E.UNKNOWN,n,l),s.set(h,c)}
this.chips=s,v(this.jobs,[...s.values()].map(n=>n.element))}drawTime(t,e){let s=e.boxes.get(u.DELAYED)?.rect;if(!s)return;let{scale:n}=e,[i,r]=[n.x(t.at),n.x(t.
index>0?t.data.at(t.index-1):t.at)],h=i<kn?e.sizes.head:0;T(this.now,"transform",`translate(${Math.round(i)}px, ${Math.round(s.y+h)}px)`),T(this.now,"height",`${Math.
round(s.h-h-6)}px`),b(this.now,"side",Os(e,i)),g(this.nowText,`now +${G(t.at-t.data.start)}`);let c=t.index>0?t.at-t.data.at(t.index-1):0;this.passed.hidden=c<=
0||r>=i,T(this.passed,"transform",`translate(${Math.round(r)}px, ${Math.round(s.y)}px)`),T(this.passed,"width",`${Math.round(Math.max(0,i-r))}px`),T(this.passed,
"height",`${Math.round(s.h-34)}px`),g(this.passedText,c>0&&i-r>44?`${G(c)} →`:"")}nowSpan({at:t,data:e},s){let[n,i]=[s.scale.x(t),16+`now +${G(t-e.start)}`.length*
vn],r=Os(s,n),h=r==="left"?n-i:r==="right"?n:n-i/2;return[h,h+i]}drawMove(t,e){let[s,n,i,r]=e?.move??["","",null,null],c=s===this.queue&&i!==null&&r!==null?Es(t,
i,n):void 0,l=m(n,c?En(c):10),d=c?.role===u.DELAYED;for(let[w,k]of this.boxes)k.leave(w===c?.role&&!d?l:"");let p=[...t.boxes.values()].flatMap(w=>w.placed).find(
({item:w})=>w.moves),f=c?d?this.hungAt(t,c.rect,n):qn(c.rect,l):null;ps(this.above,f,p?.rect??null),b(this.element,"moves",String(!!c))}markGuess(t){for(let[e,s]of this.
boxes)b(s.element,"guess",String(e===t))}hungAt({scale:t},e,s){let n=this.picture?.before.get($(this.picture.data.prefix,this.queue,u.DELAYED)),i=n?.type==="zse\
t"?n.value.find(([h])=>h===s):void 0;return{x:t.x(i?J(i[1]):this.picture?.at??0)-5,y:e.y+e.h-40,w:10,h:10}}animate(t){T(this.element,"--q-flight",`${t}ms`),this.
above.classList.remove("q-flying"),t&&(this.above.getBoundingClientRect(),this.above.classList.add("q-flying"))}},Os=({scale:o},t)=>t>o.right-60?"left":t<60?"ri\
ght":"middle",En=({rect:o,role:t})=>Math.max(1,Math.min(10,Math.floor((o.w-70-t.length*9.2)/8)));function qn({x:o,y:t,w:e,h:s},n){let i=20+n.length*8;return{x:o+
e-12-i,y:t+Math.min(s,38)/2-13,w:i,h:26}}var Mn=500,Ls=0,Ft=class{constructor(t,e){this.data=t,this.changed=e,this.wanted={queue:"",job:""},this.cached=null;let s={change:()=>this.set()};Ls+=1,this.queue=
a("select",{on:s}),this.jobs=a("datalist",{id:`q-jobs-${Ls}`}),this.job=a("input",{type:"text",list:this.jobs.id,size:8,placeholder:"any",on:s}),this.elements=[
a("label",{},"queue ",this.queue),a("label",{},"job ",this.job,this.jobs)]}refresh(){let t=this.queue.value,e=i=>a("option",{value:i},m(i,40));this.queue.replaceChildren(
a("option",{value:""},"all"),...this.data.queues.map(e)),this.queue.value=this.data.queues.includes(t)?t:"";let s=[...this.data.names.values()].filter(i=>i.role===
u.JOB),n=[...new Set(s.map(i=>i.job??""))].slice(0,Mn);this.jobs.replaceChildren(...n.map(i=>a("option",{value:U(i,200)}))),this.cached=null}set(){this.wanted={
queue:this.queue.value,job:this.job.value.trim()},this.cached=null,this.changed()}stops(){let{queue:t,job:e}=this.wanted;return this.cached??=t||e?this.data.find(
s=>this.data.concerns(s,t,e)):[0,...this.data.steps.map(s=>s.index)],this.cached}};var Yt=class{constructor(t){this.data=t,this.element=a("div",{class:"q-ticks","aria-hidden":"true"}),this.legend=a("div",{class:"q-legend"})}draw(t){let e=new Set(
t),s=this.data.steps.filter(f=>e.has(f.index)),[n,i]=[s.filter(f=>f.failed),s.filter(f=>f.completed)],r=f=>(1e3*f/Math.max(this.data.length,1)).toFixed(1),h=(f,w)=>f.
map(k=>`M${r(k.index)} ${w}`).join(""),c=q("path",{class:"q-tick-fail",d:h(n,"0V7")}),l=q("path",{class:"q-tick-done",d:h(i,"9V16")});this.element.replaceChildren(
q("svg",{viewBox:"0 0 1000 16",preserveAspectRatio:"none"},c,l));let[d,p]=[Ns(n.map(f=>f.failed)),Ns(i.map(f=>f.completed))];g(this.legend,`▀ ${O(d,"attempt")}\
 failed   ▄ ${O(p,"job")} completed`)}},Ns=o=>o.reduce((t,e)=>t+e,0);var $n=[.5,1,2,4,10],Is=1300,Sn=2,nt=class{constructor(t,e){this.forward=t,this.tell=e,this.timer=0;let s=$n.map(n=>a("option",{value:n,selected:n===1},`${n}×`));
this.speed=a("select",{"aria-label":"speed",title:"Speed"},...s)}get on(){return this.timer!==0}get fast(){return this.on&&Number(this.speed.value)>Sn}start(){this.
tell(!0),this.wait(Is/2)}stop(){clearTimeout(this.timer),this.timer=0,this.tell(!1)}wait(t){this.timer=window.setTimeout(()=>this.forward()?this.wait(Is):this.stop(),
t/Number(this.speed.value))}};var Ht=class{constructor(t,e){this.data=t,this.player=e,this.texts=new Map;let s={input:()=>this.show(),keydown:n=>n.key==="Enter"&&this.jump(n.shiftKey?-1:1)};
this.input=a("input",{type:"search",size:20,placeholder:"text, key, command",on:s}),this.found=a("span",{class:"q-found",role:"status"}),this.elements=[a("label",
{},"search (/) ",this.input),this.found]}matches(){let t=this.input.value.trim().toLowerCase();return t?this.data.find(e=>this.text(e).includes(t)):[]}text(t){let e=this.
texts.get(t.index)??Tn(t);return this.texts.set(t.index,e),e}jump(t){let e=this.matches(),s=this.player.at(),[n,i]=[e.find(h=>h>s),e.findLast(h=>h<s)],r=t>0?n??
e[0]:i??e.at(-1);r!==void 0&&this.player.go(r),this.show()}show(){let t=this.matches(),e=t.indexOf(this.player.at()),s=e>=0?`${e+1} of ${t.length}`:`${t.length}\
 found: Enter goes there`;g(this.found,this.input.value.trim()?t.length?s:"not found":"")}};function Tn(o){let t=o.commands.map(([s,n])=>`${s} ${n.join(" ")}`),
e=o.changes.flatMap(s=>[s.key,...s.lines.flat()]);return[o.title,o.sentence,o.script??"",...t,...e].join(`
`).toLowerCase()}var ke="input:not([type=range]), select, textarea",ve="button, summary, a",Gt=class{constructor(t,e){this.data=t,this.player=e,this.filters=new Ft(t,()=>this.filtered()),
this.search=new Ht(t,{at:()=>e.index,go:h=>this.go(h)}),this.playing=new nt(()=>this.move(1),h=>this.label(h?"pause":"play",h?"Pause (Space)":"Play (Space)")),this.
marks=new Yt(t),this.first=W("first","First step (Home)",()=>this.go(this.filters.stops()[0]??0)),this.back=W("back","Back (←)",()=>this.move(-1)),this.play=W(
"play","Play (Space)",()=>this.toggle()),this.forward=W("forward","Forward (→)",()=>this.move(1)),this.last=W("last","Last step (End)",()=>this.go(this.filters.
stops().at(-1)??t.length)),this.jobWords=a("span",{},"next step of this job");let s={data:{act:"job"}};this.nextOfJob=y("q-button q-wide",()=>this.jumpJob(),s,M(
"job")," ",this.jobWords);let n={input:()=>this.go(Number(this.range.value))};this.range=a("input",{type:"range",min:0,step:1,"aria-label":"step",class:"q-range",
on:n}),this.stage=y("q-view",()=>e.look("stage"),{data:{view:"stage"}},"Stage"),this.keys=y("q-view",()=>e.look("keys"),{data:{view:"keys"},title:"All keys (K)"},
"All keys");let i={data:{act:"predict"},title:"Stop before each step and ask where its job goes (P)"},r=()=>this.player.predict(!this.player.quiz.on);this.predict=
y("q-view",r,i,"Predict"),this.bar=this.makeBar(),this.tools=a("div",{class:"q-tools"},this.nextOfJob,...this.filters.elements,...this.search.elements),this.refresh()}makeBar(){
let t=a("span",{class:"q-views"},this.predict),e=a("span",{class:"q-views",role:"group","aria-label":"view"},this.stage,this.keys),s=[this.first,this.back,this.
play,this.forward,this.last,this.playing.speed,e,t],n=a("div",{class:"q-slide"},this.marks.element,this.range,this.marks.legend);return a("div",{class:"q-contro\
ls",role:"group","aria-label":"controls"},a("div",{class:"q-buttons"},...s),n)}refresh(){this.filters.refresh(),this.range.max=String(this.data.length),this.marks.
draw(this.filters.stops())}filtered(){this.marks.draw(this.filters.stops()),this.player.redraw()}go(t){this.player.show(Math.max(0,Math.min(t,this.data.length)))}move(t){
let e=this.player.index,s=this.filters.stops(),n=t>0?s.find(i=>i>e):s.findLast(i=>i<e);return n===void 0||t>0&&this.player.asks(n)?!1:(this.go(n),!0)}currentJob(){
if(this.player.selected){let[s,n]=ft(this.player.selected);return{queue:s,job:n}}let t=this.data.step(this.player.index);if(!t)return null;if(t.job!==null&&t.queue!==
null)return{queue:t.queue,job:t.job};let e=t.moves[0];return e?{queue:e[0],job:e[1]}:null}jumpJob(){let t=this.currentJob();if(!t)return g(this.search.found,"ch\
oose a job first");let{queue:e,job:s}=t,n=this.player.index,i=this.data.steps.slice(n).find(r=>this.data.concerns(r,e,s));i?this.player.select(e,s,i.index):g(this.
search.found,"no later step of this job")}toggle(){if(this.playing.on)return this.playing.stop();let t=this.filters.stops();return this.player.index>=(t.at(-1)??
0)&&this.go(t[0]??0),this.playing.start()}label(t,e){this.play.replaceChildren(M(t)),this.play.title=e,this.play.setAttribute("aria-label",e)}update(t){for(let n of[
this.stage,this.keys])n.setAttribute("aria-pressed",String(n.dataset.view===this.player.shows));this.predict.setAttribute("aria-pressed",String(this.player.quiz.
on)),this.range.value=String(t),this.range.setAttribute("aria-valuetext",$t(this.data,t).slice(0,60));let e=this.filters.stops();this.back.disabled=this.first.disabled=
!e.some(n=>n<t),this.forward.disabled=this.last.disabled=!((e.at(-1)??0)>t),this.search.input.value&&this.search.show();let s=this.currentJob();this.nextOfJob.disabled=
!s,g(this.jobWords,s?`next step of job ${m(s.job,14)}`:"next step of this job")}key(t){if(t.stopPropagation(),t.ctrlKey||t.metaKey||t.altKey||!(t.target instanceof
Element))return;let e=t.target.matches(ke),s=t.target.matches(ve),n=e?this.leaving(t.key):this.actOf(t.key);!n||s&&t.key===" "||(t.preventDefault(),n())}actOf(t){
return/^[1-9]$/.test(t)?()=>this.player.choose(Number(t)):this.acts[t.length===1?t.toLowerCase():t]}leaving(t){return t==="Escape"?()=>this.player.search(!1):void 0}acts={
ArrowLeft:()=>this.move(-1),ArrowRight:()=>this.move(1),Home:()=>this.first.click(),End:()=>this.last.click()," ":()=>this.toggle(),"/":()=>this.player.search(!0),
k:()=>this.player.look(this.player.shows==="stage"?"keys":"stage"),c:()=>this.player.toggleCode(),",":()=>this.player.drawer.code.move(-1),".":()=>this.player.drawer.
code.move(1),j:()=>this.jumpJob(),p:()=>this.player.predict(!this.player.quiz.on)}},W=(o,t,e)=>y("q-button",e,{data:{act:o},title:t,"aria-label":t},M(o));var An=120,On="Nothing has happened yet. Step forward with → or play with Space.",Vt=class{constructor(){this.clock=a("span",{class:"q-clock"}),this.counter=a(
"span",{class:"q-counter"}),this.title=a("h2",{}),this.chip=a("span",{class:"q-chip"}),this.top=a("div",{class:"q-top"},this.clock,this.counter,this.title,this.
chip),this.sentence=a("p",{class:"q-sentence",tabindex:"0"}),this.told=a("div",{class:"q-told"},this.sentence),this.live=a("div",{class:"q-hidden","aria-live":"\
polite",role:"status"})}reserve(t){this.told.dataset.room=Ge(t)}update({step:t,data:e,index:s,at:n}){g(this.counter,`step ${x(s)} of ${x(e.length)}`),g(this.clock,
B(n-e.start)),this.clock.title=rt(n),g(this.title,t?m(t.title,90):"The beginning"),this.title.title=t?m(t.title,300):"",T(this.chip,"visibility",t?.script?"":"h\
idden"),g(this.chip,`script ${t?.script??"none"}`),this.tell(t?_(t.sentence):D(e.note||On)),g(this.live,$t(e,s))}ask({job:t,title:e}){let s=a("strong",{},`Where\
 does job ${m(t,14)} go?`);this.sentence.replaceChildren(`Next: ${m(e,90)}. `,s)}tell(t){this.sentence.replaceChildren(t),b(this.sentence,"long",String((this.sentence.
textContent??"").length>An));for(let e of this.sentence.querySelectorAll("code")){let s=z.find(n=>n===e.textContent);s&&(e.dataset.role=s)}}};var Ee=60;function Rs(o,t,e){let s=o.state.get(t),n=o.data.key(t),i=s?In(o,s,n):[],r=s?`${tt[s.type]??s.type} (${s.encoding})`:Ln,h=a("small",{class:"q-quiet"},
`${n.role}: ${r}. ${Y[n.role]?.[1]??""}`),l=[a("header",{},a("h3",{},"Key"),y("q-more",e,{},"close")),a("p",{},L(t,80),a("br"),h)];return i.length&&l.push(Nn(i.
slice(0,Ee))),i.length>Ee&&l.push(a("p",{class:"q-quiet"},`… and ${x(i.length-Ee)} more`)),l}var Ln="absent: an empty container does not exist in Redis";function Nn(o){
let t=o.map(([e,s,n])=>{let i=a("th",{scope:"row"},m(e,60));return a("tr",{},i,a("td",{},L(s)),a("td",{class:"q-meaning"},_(n)))});return a("table",{class:"q-fi\
elds"},ot("where","raw","meaning"),a("tbody",{},...t))}function In({data:o,at:t},e,s){let n=(r,h)=>C(s.role,r,h,t,o.start).meaning,i=r=>r.map(([h,c])=>`${h}=${c}`).
join(" ");switch(e.type){case"hash":return[...e.value].map(([r,h])=>[r,h,o.word(e,r)]);case"zset":return e.value.map(([r,h])=>[r,N(h),n(r,h)]);case"stream":return[
...e.value].reverse().map(([r,h])=>[r,i(h),""]);case"string":return[["",e.value,o.word(e,"")]];default:return Array.isArray(e.value)?e.value.map((r,h)=>[`[${h}]`,
r,""]):[["",String(e.value),""]]}}var Rn=10;function Ds(o,t){let e=o.state.get(t),s=o.kinds.get(t),n=e?.type==="zset"?e.value:[],i=n.length?n.slice(0,Rn).map(c=>Dn(o,c)):[a("span",{class:"q-says"},
"silent: no marker")],r={key:t,change:s??"",rings:n[0]?.[0]??""},h=a("h4",{},u.MARKER);return a("section",{class:"q-small q-bell",data:r},M("bell"),h,...i,I(s))}
function Dn(o,[t,e]){let{meaning:s}=C(u.MARKER,t,e,o.at,o.data.start);return a("span",{class:"q-says"},a("code",{},`${m(t,24)} (score ${N(e)})`)," ",s)}function Ut(o){switch(o.type){case"hash":return[...o.value].map(([t,e])=>`${t}=${e}`).join("  ");case"zset":return o.value.map(([t,e])=>`${t} (score ${N(e)})`).
join("  ");case"stream":return o.value.map(([t,e])=>`${t} ${e.flat().join(" ")}`).join("  ");default:return Array.isArray(o.value)?o.value.join("  "):o.value}}function js(o,{name:t,queue:e,job:s}){let n=o.state.get(t),i=o.kinds.get(t),r=n?Cn(o,n,o.before.get(t)):[],h=a("caption",{class:"q-hidden"},`fields of ${m(t,80)}`),
c=a("table",{class:"q-fields"},h,ot("field","raw","meaning"),a("tbody",{},...r)),l=jn(o,e,s,i);return a("article",{class:"q-card",data:{key:t,change:i??"",job:s}},
l,c)}function jn(o,t,e,s){let{name:n,tries:i}=o.job(t,e),r=o.stateOf(t,e),h=i?a("span",{class:"q-tries"},`attempts ${i}`):null,c=a("span",{class:"q-name"},m(n,40)),
l=a("span",{class:`q-chip q-state-${r}`},r);return a("header",{},M(r),a("h4",{},`job ${m(e,40)}`),c,l,h,I(s))}function Cn(o,t,e){if(t.type!=="hash")return[qe("",
"",L(Ut(t)))];let s=e?.type==="hash"?e.value:new Map,n=[...t.value].map(([r,h])=>{let c=s.get(r),l=e===t||c===h?"":s.has(r)?"changed":"born",d=l==="changed"?[a(
"del",{},L(c,40))," → ",L(h)]:[L(h)];return qe(r,l,d,o.data.word(t,r))}),i=[...s.keys()].filter(r=>e!==t&&!t.value.has(r));return[...n,...i.map(r=>qe(r,"gone",
L(s.get(r))))]}function qe(o,t,e,s=""){let n=a("th",{scope:"row"},m(o,60),I(t));return a("tr",{data:{change:t}},n,a("td",{},e),a("td",{class:"q-meaning"},_(s)))}var Cs=60,_n=30,Pn=5,zn=172,Bn=6.4,Wn=60,Jt=class{constructor(t){this.box=t,this.width=0,this.signature="",this.rule=a("div",{class:"q-rule","aria-hidden":"true"}),
this.nowText=a("span",{}),this.now=a("div",{class:"q-now"},this.nowText);let e=t.role===u.DELAYED?[t.tokens,this.now,this.rule]:[t.tokens,this.rule];this.field=
a("div",{class:"q-field"},...e),this.rest=a("div",{class:"q-rest"}),t.body.append(this.field,this.rest),t.body.classList.add("q-axis"),this.watch=new ResizeObserver(
([s])=>this.resize(s?.contentRect.width??0)),this.watch.observe(this.field)}resize(t){Math.abs(t-this.width)<1||(this.width=t,this.box.hooks.redraw())}get room(){
return this.width||600}update(t,e,s){let n=s.filter(i=>i.dataset.job!==void 0);this.box.role===u.DELAYED?this.byTime(t,e,n):this.byPriority(e,n),v(this.box.tokens,
n),v(this.rest,s.filter(i=>i.dataset.job===void 0))}byTime(t,e,s){let{data:n,hooks:i,name:r}=this.box,[h,c]=Rt(n,t.at,i.waits.of(r)),l=p=>p>h?Math.min(1,(p-h)/(c-
h)):0;this.lay(s,e.map(([,p])=>l(J(p??0)))),T(this.now,"left",`${l(t.at)*100}%`),b(this.now,"side",l(t.at)>.7?"left":"right"),g(this.nowText,`now ${B(t.at-n.start)}`);
let d=Dt(h,c,n.start).map(p=>[l(p),G(p-n.start)]);this.mark(d,`${h}-${c}`)}byPriority(t,e){let s=[...new Set(t.map(([,h])=>le(h??0)))],n=new Map(s.map((h,c)=>[h,
c/s.length])),i=h=>n.get(h)??0;this.lay(e,t.map(([,h])=>i(le(h??0))));let r=s.map((h,c)=>[i(h),c?String(h):`priority ${h}`]);this.mark(r,s.join())}lay(t,e){let s=this.
box.isMany?_n:Cs,n=new It(this.room,zn,Pn);t.forEach((i,r)=>{let{left:h,hangs:c}=n.hang((e[r]??0)*this.room),{lane:l,stands:d}=n.take(h);b(i,"hangs",c&&d===h?"l\
eft":"right"),T(i,"left",`${d.toFixed(1)}px`),T(i,"bottom",`${26+l*s}px`)}),T(this.field,"height",`${38+Math.max(Cs,n.length*s)}px`)}mark(t,e){if(this.signature===
`${e} ${this.width}`)return;this.signature=`${e} ${this.width}`;let s=0,n=t.slice(0,Wn).flatMap(([i,r])=>{let[h,c]=[i*this.room,r.length*Bn+8],l=h+c>this.room?"\
left":"right";if((l==="left"?h-c:h)<s)return[];s=l==="left"?h:h+c;let d=a("span",{data:{side:l}},r);return d.style.left=`${i*100}%`,[d]});this.rule.replaceChildren(
...n)}};function Kn(o,t){if(!o)return{left:null,words:"no lock"};if(o.expires===null)return{left:null,words:"lock, no TTL"};let e=Math.max(o.expires-t,0);return{left:e,
words:`${m(o.value,22)} · ${Z(e)} left`}}function _s(o,t,e){o.showFoot("q-foot q-lock"),delete o.element.dataset.score;let{left:s,words:n}=Kn(t,e);if(o.foot.dataset.
words===n)return;o.foot.dataset.words=n,o.foot.removeAttribute("title");let i=a("span");i.style.width=`${s===null||!t?.life?0:Math.min(100,100*s/t.life)}%`,v(o.
foot,[M("lock",12),a("span",{},n),a("span",{class:"q-life"},i)])}var Qt=28,Fn=12,Ps=6,zs=6,Yn=new Map(S),Zt=class{constructor(t,e,s,n){this.data=t,this.queue=e,this.role=s,this.hooks=n,this.name=$(t.prefix,e,s),this.state=Yn.
get(s)??E.UNKNOWN,this.open=!1,this.unread=0,this.isMany=!1,this.count=a("span",{class:"q-count"}),this.mark=a("span",{class:"q-marks"}),this.body=a("div",{class:"\
q-body"}),this.tokens=a("div",{class:"q-tokens",role:"group","aria-label":`jobs in ${s}`}),this.button=y("q-more",()=>this.toggle()),this.element=this.box(),this.
axis=ie.includes(s)?new Jt(this):null,this.axis||this.drawTube()}box(){let[t,e]=Y[this.role]??["",""],n=y("q-key",()=>this.hooks.onKey(this.name),{title:"Show r\
aw and decoded values"},this.role),i=a("span",{class:"q-kind"},tt[t]),r=a("header",{},M(this.state),a("h4",{},n),i,this.count,this.mark),h=`q-box q-state-${this.
state} q-box-${this.role}`;return a("section",{class:h,data:{key:this.name,role:this.role},title:e},r,this.body)}drawTube(){let t=Ne[this.role]?.map(e=>`${e} →`)??
["first","latest"];this.body.append(this.tokens,a("div",{class:"q-ends"},...t.map(e=>a("span",{},e)))),this.body.classList.add(Y[this.role]?.[0]==="list"?"q-tub\
e":"q-row")}toggle(){this.open=!this.open,this.hooks.redraw()}update(t){let e=t.state.get(this.name),s=et(e),n=t.kinds.get(this.name),i=e&&s.length?F(e):0;g(this.
count,x(i)),this.unread=i-s.length,this.isMany=s.length>Fn;let r=I(n);(r||this.mark.firstChild)&&v(this.mark,r?[r]:[]),b(this.element,"change",n??""),b(this.tokens,
"many",String(this.isMany));let h=this.drawn(t,s);this.axis?this.axis.update(t,s,h):v(this.tokens,h)}drawn(t,e){let[s,n]=this.cut(e),i=([l,d])=>this.token(t,l,d).
element,r=e.length-s.length-n.length,h=this.unread>0?[a("span",{class:"q-quiet"},`${x(this.unread)} not read`)]:[],c=r>0||this.open?[this.more(r)]:[];return[...h,
...s.map(i),...c,...n.map(i),...this.ghosts(t)]}cut(t){return t.length<=Qt||this.open?(this.open=this.open&&t.length>Qt,[t,[]]):ie.includes(this.role)?[t.slice(
0,Qt),[]]:[t.slice(0,zs),t.slice(zs-Qt)]}more(t){return g(this.button,t>0?`… ${x(t)} more …`:"show fewer"),this.button}token(t,e,s){let n=t.moves.get(A(this.
queue,e)),i=n?n[2]===null?"✚ new":`↦ from ${n[2]}`:"",r=n?"moved":"",h=t.selected===A(this.queue,e),c=this.hooks.tokens.take(this.queue,e,{...t.job(this.queue,
e),hint:i,kind:r,selected:h});return this.role===u.ACTIVE?_s(c,t.state.get(V(this.data.prefix,this.queue,e,u.LOCK)),t.at):this.foot(c,t,e,s),c}foot(t,e,s,n){if(n===
null)return t.foot.remove();let{label:i}=C(this.role,s,n,e.at,this.data.start);t.showFoot("q-foot"),g(t.foot,bt(i,this.isMany?1:2)),t.foot.title!==i&&(t.foot.title=
i),b(t.element,"score",N(n))}ghosts(t){let e=[...t.moves.values()].filter(i=>this.lost(i)),s=e.slice(0,Ps).map(([,i])=>a("span",{class:"q-token q-ghost"},a("b",
{},m(i,18)),a("i",{},"✖ removed"))),n=e.length-Ps;return n>0?[...s,a("span",{class:"q-quiet"},`✖ ${x(n)} more removed`)]:s}lost([t,,e,s]){return t===this.queue&&
s===null&&e===this.state&&this.role!==u.PAUSED}};function Me(o,t){let e=o.state.get(t),s=o.data.key(t),n=o.kinds.get(t),i=e??o.before.get(t),r=e?Vn(o,e,s):"",h=a("span",{title:Y[s.role]?.[1]??""},s.role),c=a("\
td",{},L(i?Ut(i):"",90));r&&c.append(a("div",{class:"q-meaning"},_(r)));let l=a("small",{},(i?Hn(i):"")+(e?Gn(e,o.at):"")),d=a("th",{scope:"row"},L(t,64)," ",I(
n));return a("tr",{data:{key:t,change:n??""}},d,a("td",{},h,a("br"),l),c)}function Hn(o){let[t,e]=re[o.type]??re.list??["",""];return`${tt[o.type]??o.type}, ${O(
F(o),t,e)}`}var Gn=(o,t)=>o.expires===null?"":`, expires in ${Z(Math.max(o.expires-t,0))}`;function Vn(o,t,e){return t.type==="string"?o.data.word(t,""):t.type!==
"zset"?"":t.value.slice(0,3).map(([n,i])=>C(e.role,n,i,o.at,o.data.start).meaning).filter(Boolean).join("; ")}var Un=10;function Bs(o,t){let e=o.state.get(t),s=o.kinds.get(t),n=o.fresh(t),i=e?.type==="stream"?e.value:[],r=e?.type==="stream"?F(e):0,h=i.slice(-Un).map((R,K,dt)=>Jn(
R,dt.length-K<=n)),c=r-h.length,l=c>0?a("span",{class:"q-earlier"},`${x(c)} earlier`):null,d=a("div",{class:"q-strip"},l,...h),p=a("div",{class:"q-tape",tabindex:"\
0",role:"group","aria-label":"the latest events"},d),f=a("span",{class:"q-count"},O(r,"entry","entries")),w={key:t,change:s??""},k=a("h4",{},u.EVENTS);return a(
"section",{class:"q-small q-events",data:w},M("tape"),k,f,I(s),p)}function Jn([o,t],e){let{EVENT:s,JOB_ID:n}=Ie,i=new Map(t),h=t.filter(([f])=>f!==s&&f!==n).map(
([f,w])=>`${f}=${w}`).join(" "),c=i.has(n)?`job ${m(i.get(n),14)}`:m(h,24),l=m(`${o} ${h}`,200),d=e?a("i",{},"✚ new"):null,p=a("b",{},m(i.get(s)??"entry",24));
return a("span",{class:"q-event",data:{fresh:String(e)},title:l},p,a("span",{},c),d)}var $e=24,Qn=30,Ws={[u.MARKER]:"zset",[u.EVENTS]:"stream"},Zn=new Map(S),Xt=class{constructor(t,e,s){this.data=t,this.queue=e,this.hooks=s,this.boxes=new Map,this.
drawn=new Map,this.lastJobs=new Map,this.all=!1,this.grid=a("div",{class:"q-grid"}),this.small=a("div",{class:"q-smalls"}),this.cards=a("div",{class:"q-cards"}),
this.rows=a("tbody"),this.more=y("q-more",()=>this.toggle());let n={role:"group",data:{queue:e},"aria-label":`queue ${j(e)}`};this.element=a("div",{class:"q-que\
ue",...n},this.title(),this.grid,this.small),this.scroll=a("div",{class:"q-scroll",tabindex:"0",role:"group","aria-label":"other keys"},this.table());let i=e?`v\
alues in queue ${j(e)}`:"keys of no queue",r=[this.title(),this.cards,this.scroll,this.more];this.details=a("div",{role:"group","aria-label":i},...r)}title(){return this.
queue?a("h3",{},m(this.queue,80)):a("h3",{class:"q-stay"},"Keys of no queue")}table(){let t=this.queue?`Other keys of ${m(this.queue,80)}`:"Not keys that BullMQ\
 makes";return a("table",{class:"q-keys"},a("caption",{},t),ot("key","role","raw value"),this.rows)}toggle(){this.all=!this.all,this.hooks.redraw()}roles(){return this.
queue?z.filter(t=>H.includes(t)||this.data.hasUsed(this.queue,t)):[]}update(t,e){let s=this.roles(),n=s.map(i=>this.box(i));this.grid.dataset.more=String(s.filter(
i=>Xn.includes(i)).length),v(this.grid,n.map(i=>i.element));for(let i of n)i.update(t);this.updateSmall(t),this.updateCards(t),this.updateRows(t,e)}box(t){let e=this.
boxes.get(t)??new Zt(this.data,this.queue,t,this.hooks);return this.boxes.set(t,e),e}updateSmall(t){if(!this.queue)return;let e=this.memo(t,$(this.data.prefix,this.
queue,u.MARKER),Ds),s=this.memo(t,$(this.data.prefix,this.queue,u.EVENTS),Bs);v(this.small,[e,s])}updateCards(t){let e=new Map([...t.jobs()].filter(([,l])=>l.queue===
this.queue));(e.size||t.index===0)&&(this.lastJobs=e);let s=new Map(this.lastJobs),[n,i]=ft(t.selected);n===this.queue&&t.hash(n,i)&&s.set(t.selected,{queue:n,job:i});
let c=[...s.values()].map(l=>({...l,name:V(this.data.prefix,l.queue,l.job)})).filter(l=>ti(t,l.name)).slice(0,Qn).map(l=>this.memo(t,l.name,()=>js(t,l)));v(this.
cards,c)}updateRows(t,e){let n=(this.all?e:e.slice(0,$e)).map(i=>this.memo(t,i,Me));v(this.rows,n),this.scroll.hidden=!e.length,this.details.hidden=!e.length&&!this.
cards.firstChild,this.more.hidden=e.length<=$e,g(this.more,this.all?"show fewer keys":`… ${x(e.length-$e)} more keys`)}memo(t,e,s){let n=t.state.get(e),i=t.kinds.
get(e),r=n&&(n.expires!==null||n.type==="zset")?t.at:0,h=s===Me?null:t.data.key(e).job,c=h===null?"":t.stateOf(this.queue,h),l=this.drawn.get(e),d=l?.held===n&&
!i&&!l?.kind&&l?.at===r&&l.state===c;if(l&&d)return l.node;let p=s(t,e);return this.drawn.set(e,{held:n,kind:i,at:r,state:c,node:p}),p}},Xn=[u.PRIORITIZED,u.WAITING_CHILDREN].
map(String);function Ks(o){let{data:t,state:e,before:s,kinds:n}=o,i=new Map([...t.queues,""].map(h=>[h,[]])),r=[...s.values()].filter(h=>!e.has(h.name)&&n.has(h.
name));for(let h of[...e.values(),...r]){let c=t.key(h.name);ei(o,h,c)||(i.get(c.queue)??i.get(""))?.push(h.name)}for(let h of i.values())h.sort();return i}function ti(o,t){
return(o.state.get(t)??(o.kinds.has(t)?o.before.get(t):void 0))?.type==="hash"}function ei(o,t,e){return e.queue?Zn.has(e.role)?Array.isArray(t.value)&&t.type!==
"stream":e.role in Ws?t.type===Ws[e.role]:e.job===null?!1:e.role===u.LOCK?o.stateOf(e.queue,e.job)===E.ACTIVE:e.role!==u.JOB||t.type!=="hash"?!1:o.stateOf(e.queue,
e.job)!==E.UNKNOWN||o.kinds.has(e.name):!1}var te=class{constructor(t,e,s){this.data=t,this.tokens=e,this.redraw=s,this.inspected="",this.hooks={tokens:e,waits:new Et(t),onKey:i=>this.inspect(i),redraw:s},
this.views=new Map,this.stage=a("div",{class:"q-stage"}),this.details=a("div",{class:"q-details"}),this.nothing=a("p",{class:"q-quiet"},"No keys yet.");let n={role:"\
group",hidden:!0,"aria-label":"a key's values"};this.inspector=a("div",{class:"q-inspector",...n}),this.changes=a("div"),this.changeCount=a("span",{class:"q-cou\
nt"}),this.commands=a("div"),this.commandCount=a("span",{class:"q-count"}),this.element=a("div",{class:"q-main"},this.stage,this.side(),this.details)}side(){let t=a(
"section",{},a("h3",{},"What changed ",this.changeCount),this.changes),e=a("section",{},a("h3",{},"Commands Redis ran ",this.commandCount),this.commands);return a(
"div",{class:"q-side",role:"group","aria-label":"what happened"},this.inspector,t,e)}inspect(t){this.inspected=this.inspected===t?"":t,this.redraw()}update(t,e){
let s=Ks(t),n=(s.get("")?.length?[...e,""]:e).map(r=>this.viewOf(r)),i=n.filter(r=>r.queue).map(r=>r.element);v(this.stage,n.length?i:[this.nothing]),v(this.details,
n.map(r=>r.details));for(let r of n)r.update(t,s.get(r.queue)??[]);this.drawStory(t)}viewOf(t){let e=this.views.get(t)??new Xt(this.data,t,this.hooks);return this.
views.set(t,e),e}drawStory(t){let{step:e,data:s}=t;g(this.changeCount,e?x(e.changes.length):""),g(this.commandCount,e?x(e.commands.length):""),this.changes.replaceChildren(
...Ye(s,e)),this.commands.replaceChildren(...He(s,e,(i,r)=>this.light(i,r))),this.inspector.hidden=!this.inspected;let n=()=>this.inspect(this.inspected);this.inspector.
replaceChildren(...this.inspected?Rs(t,this.inspected,n):[])}light(t,e=!1){for(let h of this.element.querySelectorAll(".q-lit"))h.classList.remove("q-lit");let s=new Set(
t),i=[...this.element.querySelectorAll("[data-key], [data-touch]")].filter(h=>s.has(h.dataset.key??h.dataset.touch??""));for(let h of t){let{queue:c,job:l}=this.
data.key(h),d=l===null?void 0:this.tokens.of(c,l);d&&i.push(d.element)}for(let h of i)h.classList.add("q-lit");let r=this.tokens.motion.matches?"auto":"smooth";
e&&i[0]?.scrollIntoView({block:"nearest",behavior:r})}};var si="cubic-bezier(.3,.1,.2,1)",oi=120,ni=60,Se=class{constructor(t,e,s){this.id=a("b"),this.name=a("span",{class:"q-name"}),this.tries=a("span",{class:"q-tri\
es"}),this.hint=a("i"),this.foot=a("span",{class:"q-foot"});let n=[this.id,this.name,this.tries,this.hint];this.element=y("q-token",()=>s(t,e),{data:{queue:t,job:e}},
...n)}update(t,{name:e,tries:s,hint:n,selected:i,kind:r}){g(this.id,m(t,18)),g(this.name,m(e,18)),g(this.tries,s),g(this.hint,n);let h=e?`, ${m(e,80)}`:"",c=`jo\
b ${m(t,80)}${h}${s?`, attempts ${s}`:""}`;this.element.title!==c&&(this.element.title=c),b(this.element,"kind",r);let l=String(i);this.element.getAttribute("ar\
ia-pressed")!==l&&this.element.setAttribute("aria-pressed",l)}showFoot(t){this.foot.className!==t&&(this.foot.className=t,delete this.foot.dataset.words),this.foot.
parentNode!==this.element&&this.element.append(this.foot)}travel(t,e,s){let n=Math.hypot(t,e),i=n>oi?-Math.min(36,n/10):0;for(let p of this.element.getAnimations())
p.cancel();let r=this.element.closest(".q-box"),h=p=>{this.element.style.zIndex=p,r&&(r.style.zIndex=p)};h(n>ni?"5":"");let c=`translate(${t*.45}px, ${e*.45+i}p\
x) scale(${i?1.12:1})`,l=[`translate(${t}px, ${e}px)`,c,"none"].map(p=>({transform:p})),d=this.element.animate(l,{duration:s,easing:si});d.onfinish=d.oncancel=()=>h(
"")}appear(t){let e=[{transform:"scale(.4)",opacity:0},{transform:"scale(1.1)",opacity:1},{transform:"none",opacity:1}];this.element.animate(e,{duration:t})}},ee=class{constructor(t){
this.onSelect=t,this.all=new Map,this.asked=new Map,this.was=new Map,this.motion=matchMedia("(prefers-reduced-motion: reduce)")}begin(t){if(this.asked=new Map,this.
was=new Map,!(!t||this.motion.matches))for(let[e,{element:s}]of this.all)s.isConnected&&this.was.set(e,s.getBoundingClientRect())}take(t,e,s){let n=A(t,e);for(;this.
asked.has(n);)n+=`
+`;let i=this.all.get(n)??new Se(t,e,this.onSelect);return this.asked.set(n,i),i.update(e,s),i}of(t,e){let s=this.all.get(A(t,e));return s?.element.isConnected?
s:void 0}settle(t){if(this.all=this.asked,!this.was.size)return;let e=[];for(let[s,n]of this.all){let[i,r]=[this.was.get(s),n.element.getBoundingClientRect()];i?
Math.abs(i.left-r.left)+Math.abs(i.top-r.top)>1&&e.push([n,i.left-r.left,i.top-r.top]):n.appear(t)}for(let[s,n,i]of e)s.travel(n,i,t)}};var Fs=700,ii=3,ri=640,ai="qlab player: arrow keys step, space plays, K shows all keys, C code, slash searches",it=class{constructor(t,e,{step:s,view:n,onStep:i,
onView:r,onAnswer:h}={}){this.data=new Mt(e),this.onStep=i??(()=>{}),this.onView=r??(()=>{}),this.shows=n??"stage",this.selected="",this.index=-1,this.at=void 0,
this.order=[],this.tokens=new ee((k,R)=>this.select(k,R)),this.keys=new te(this.data,this.tokens,()=>this.redraw());let c=(k,R)=>this.select(k,R);this.scene=new Kt(
this.keys.hooks,c,k=>this.chooseBox(k)),this.drawer=new At(()=>this.redraw()),this.quiz=new Tt(this.data,h??(()=>{})),this.head=new Vt,this.controls=new Gt(this.
data,this),this.playing=this.controls.playing;let l=a("div",{class:"q-scenery"},this.scene.element,this.drawer.element),{top:d,told:p,live:f}=this.head,w=[d,this.
controls.bar,p,this.controls.tools,l,this.keys.element,f];this.root=a("div",{class:"qlab-player",tabindex:"0",role:"group","aria-label":ai},...w),b(this.root,"v\
iew",this.shows),this.root.addEventListener("keydown",k=>this.controls.key(k)),this.head.reserve(this.data),t.replaceChildren(this.root),this.watch=new ResizeObserver(
()=>this.measure()),this.watch.observe(this.root),this.measure(),this.show(s??Math.min(1,this.data.length),{quiet:!0})}show(t,{quiet:e=!1,force:s=!1}={}){let n=Math.
max(0,Math.min(Number(t)||0,this.data.length));if(n===this.index&&!s)return;let i=Math.abs(n-this.index)<=ii&&n!==this.index;this.index=n,this.draw(i&&!s,this.playing.
fast?Fs/3:Fs),e||this.onStep(n)}measure(){b(this.root,"narrow",String(this.root.clientWidth>0&&this.root.clientWidth<ri))}redraw(){this.index>=0&&this.show(this.
index,{quiet:!0,force:!0})}look(t){t!==this.shows&&(this.shows=t,b(this.root,"view",t),this.redraw(),this.onView(t))}select(t,e,s){let n=A(t,e);this.selected=this.
selected===n&&s===void 0?"":n,s===void 0||s===this.index?this.redraw():this.show(s)}chooseBox(t){return this.quiz.asking?this.guess(t):(this.keys.inspected=$(this.
data.prefix,this.order[0]??"",t),this.look("keys"))}toggleCode(){let t=this.shows!=="stage"||this.drawer.tab!=="code";this.shows!=="stage"&&this.look("stage"),this.
drawer.open(t?"code":"changes")}predict(t,e){this.quiz.on=t,this.quiz.steps=e?.length?new Set(e):null,this.quiz.asking=0,t&&this.shows!=="stage"?this.look("stag\
e"):this.redraw()}asks(t){let e=this.quiz.asking===t;return e&&this.quiz.answer(""),e||this.shows!=="stage"||!this.quiz.stops(t)?!1:(this.show(t-1),this.quiz.asking=
t,this.redraw(),!0)}choose(t){let e=this.quiz.question(this.quiz.asking)?.choices[t-1];e!==void 0&&this.guess(e)}guess(t){let e=this.quiz.answer(t);e&&this.show(
e.step)}draw(t,e){let s=new vt(this.data,this.index,this.selected,this.at);this.picture=s;let n=this.data.queuesAt(this.index),i=t&&n[0]===this.order[0];this.order=
n;let r=this.controls.filters.wanted.queue,h=n.filter(l=>!r||l===r),c=this.focused();this.head.update(s),this.shows==="stage"?this.drawScene(s,h,i?e:0):this.drawKeys(
s,h,i,e),this.controls.update(this.index),this.refocus(c)}drawScene(t,e,s){this.scene.animate(this.tokens.motion.matches?0:s),this.scene.update(t,e),this.quiz.asking!==
this.index+1&&(this.quiz.asking=0);let n=this.quiz.asking?this.quiz.question(this.quiz.asking):null,i=this.quiz.answers.get(this.index)??null;return b(this.root,
"asks",String(n!==null)),this.scene.markGuess(i&&!i.right?i.guess:""),this.drawer.judge(n?null:i),n?(this.head.ask(n),this.drawer.ask(n,r=>this.guess(r))):this.
drawer.update(t)}drawKeys(t,e,s,n){this.tokens.begin(s),this.keys.update(t,e),this.tokens.settle(n)}focused(){let e=this.root.getRootNode().activeElement;return e instanceof
HTMLElement&&this.root.contains(e)?e:null}refocus(t){t&&this.focused()!==t&&(t.isConnected?t:this.root).focus({preventScroll:!0})}search(t){b(this.root,"tools",
t?"open":""),(t?this.controls.search.input:this.root).focus()}decode(t,e,s,n,i){return C(t,e,s,n,i).meaning}grow(t,e){let s=this.data.grow(t);return s&&(this.controls.
refresh(),this.head.reserve(this.data)),e!==void 0&&e!==this.index?this.show(e,{quiet:!0}):s&&this.redraw(),s}key(t){this.controls.key(t)}get held(){return this.
data.length}follows(t){return t.from<=this.data.length}destroy(){this.controls.playing.stop(),this.watch.disconnect(),this.root.remove()}};var se=class{constructor(t){this.pair=t,this.playing=new nt(()=>this.move(1),s=>this.label(s?"pause":"play",s?"Pause (Space)":"Play (Space)")),this.first=W("fir\
st","The beginning (Home)",()=>t.show(0)),this.back=W("back","Back (←)",()=>this.move(-1)),this.play=W("play","Play (Space)",()=>this.toggle()),this.forward=W(
"forward","Forward (→)",()=>this.move(1)),this.last=W("last","The end (End)",()=>t.show(t.length)),this.clock=a("span",{class:"q-clock"}),this.counter=a("span",
{class:"q-counter"});let e={input:()=>t.show(Number(this.range.value))};this.range=a("input",{type:"range",min:0,step:1,"aria-label":"step",class:"q-range",on:e}),
this.ticks=a("div",{class:"q-ticks","aria-hidden":"true"}),this.legend=a("div",{class:"q-legend"}),this.stage=this.view("stage","Stage",""),this.keys=this.view(
"keys","All keys","All keys (K)"),this.bar=this.makeBar(),this.refresh()}view(t,e,s){return y("q-view",()=>this.pair.look(t),{data:{view:t},title:s},e)}makeBar(){
let t=a("span",{class:"q-views",role:"group","aria-label":"view"},this.stage,this.keys),e=a("span",{class:"q-pair-time"},this.clock,this.counter),s=[this.first,
this.back,this.play,this.forward,this.last,this.playing.speed,t],n=a("div",{class:"q-slide"},this.ticks,this.range,this.legend);return a("div",{class:"q-control\
s",role:"group","aria-label":"controls"},e,a("div",{class:"q-buttons"},...s),n)}refresh(){let{places:t,length:e,names:s}=this.pair;this.range.max=String(e);let n=l=>(1e3*
l/Math.max(e,1)).toFixed(1),i=(l,d)=>t.map((p,f)=>p[l]!==t[f-1]?.[l]&&f?`M${n(f)} ${d}`:""),r=[q("path",{class:"q-tick-first",d:i(0,"0V7").join("")}),q("path",{
class:"q-tick-second",d:i(1,"9V16").join("")})];this.ticks.replaceChildren(q("svg",{viewBox:"0 0 1000 16",preserveAspectRatio:"none"},...r));let[h,c]=[a("span",
{class:"q-tick-first"},"▀"),a("span",{class:"q-tick-second"},"▄")];this.legend.replaceChildren(h,` ${s[0]}   `,c,` ${s[1]}`)}move(t){let e=this.pair.index+t;
return e<0||e>this.pair.length?!1:(this.pair.show(e),!0)}toggle(){return this.playing.on?this.playing.stop():(this.pair.index>=this.pair.length&&this.pair.show(
0),this.playing.start())}label(t,e){this.play.replaceChildren(M(t)),this.play.title=e,this.play.setAttribute("aria-label",e)}update(t,e){for(let s of[this.stage,
this.keys])s.setAttribute("aria-pressed",String(s.dataset.view===this.pair.shows));this.range.value=String(t),this.range.setAttribute("aria-valuetext",`${e}, ${t}\
 of ${this.pair.length}`),this.back.disabled=this.first.disabled=t<=0,this.forward.disabled=this.last.disabled=t>=this.pair.length,g(this.clock,e),g(this.counter,
`${x(t)} of ${x(this.pair.length)}`)}key(t){if(t.ctrlKey||t.metaKey||t.altKey||!(t.target instanceof Element))return;t.stopPropagation();let e=this.acts[t.key.length===
1?t.key.toLowerCase():t.key];!e||t.target.matches(ke)||t.target.matches(ve)&&t.key===" "||(t.preventDefault(),e())}acts={ArrowLeft:()=>this.move(-1),ArrowRight:()=>this.
move(1),Home:()=>this.first.click(),End:()=>this.last.click()," ":()=>this.toggle(),c:()=>this.pair.toggleCode(),k:()=>this.pair.look(this.pair.shows==="stage"?
"keys":"stage")}};var hi="qlab player of two recordings: arrow keys step both, space plays, K shows all keys",oe=class{constructor(t,e,{step:s,view:n,onStep:i,onView:r}={}){this.
places=e.places,this.names=e.names,this.onStep=i??(()=>{}),this.onView=r??(()=>{}),this.shows=n??"stage",this.index=-1;let h=e.tracks.map(()=>a("div",{class:"q-\
half-slot"}));this.notes=e.tracks.map(()=>a("small",{})),this.halves=e.tracks.map((p,f)=>this.half(h[f]??t,p,e.names[f]??"")),this.controls=new se(this);let c=h.
map((p,f)=>this.section(p,f)),l=a("div",{class:"q-halves"},...c),d={class:"qlab-player q-pair",tabindex:"0",role:"group","aria-label":hi};this.root=a("div",d,l,
this.controls.bar),b(this.root,"shows",this.shows),this.root.addEventListener("keydown",p=>this.controls.key(p),{capture:!0}),t.replaceChildren(this.root),this.
show(s??Math.min(1,this.length),{quiet:!0})}half(t,e,s){let n=new it(t,e,{step:0,view:this.shows,onView:i=>this.look(i)});return n.root.removeAttribute("tabinde\
x"),n.root.setAttribute("aria-label",s),n.drawer.element.setAttribute("aria-label",`the difference: ${s}`),n}section(t,e){let s=a("h2",{class:"q-half-name"},this.
names[e]??""," ",this.notes[e]);return a("div",{class:"q-half",role:"group","aria-label":this.names[e]??""},s,t)}get length(){return this.places.length-1}get held(){
return this.halves.map(t=>t.data.length)}elapsedAt(t){let e=this.places[t]??[];return Math.max(...this.halves.map(({data:s},n)=>s.at(e[n]??0)-s.start))}show(t,{
quiet:e=!1,force:s=!1}={}){let n=Math.max(0,Math.min(Number(t)||0,this.length));if(n===this.index&&!s)return;this.index=n;let i=this.elapsedAt(n);this.halves.forEach(
(r,h)=>{this.showHalf(r,h,i)}),this.controls.update(n,B(i)),e||this.onStep(n)}showHalf(t,e,s){let[n,i]=[this.places[this.index]?.[e]??0,this.places[this.index-1]?.[e]],
r=n===i||this.index===0;t.playing=this.controls.playing,t.at=t.data.start+s,n===t.index?t.redraw():t.show(n,{quiet:!0});let h=`step ${x(n)} of ${x(t.data.length)}`;
g(this.notes[e]??t.root,r&&this.index?`${h}, nothing new`:h),b(t.root,"still",String(r))}look(t){if(t!==this.shows){this.shows=t,b(this.root,"shows",t);for(let e of this.
halves)e.look(t);this.controls.update(this.index,B(this.elapsedAt(this.index))),this.onView(t)}}toggleCode(){for(let t of this.halves)t.toggleCode()}key(t){this.
controls.key(t)}predict(){}grow(t,e){let s=this.halves.map((n,i)=>{let r=t.tracks[i];return r?n.grow(r):!1});return this.places=t.places,this.controls.refresh(),
this.show(e??this.index,{quiet:!0,force:s.some(Boolean)}),s.some(Boolean)}follows(t){return t.tracks.every((e,s)=>e.from<=(this.held[s]??0))}destroy(){this.controls.
playing.stop();for(let t of this.halves)t.destroy();this.root.remove()}};var Ys=(o,t,e)=>"tracks"in t?new oe(o,t,e):new it(o,t,e);var Hs=1e4,ci=Ys;function li({model:o,el:t}){let e=d=>{o.set("step",d),o.save_changes()},s=d=>{o.set("view",d),o.save_changes()},n=d=>{o.set("answers",d),o.save_changes()},
i={step:o.get("step"),view:o.get("view"),onStep:e,onView:s,onAnswer:n},r=ci(t,JSON.parse(o.get("data")),i);o.get("predict")&&r.predict(!0,o.get("questions"));let h=()=>r.
show(o.get("step"),{quiet:!0}),c=()=>r.look(o.get("view")),l=di(r,o);return o.on("change:step",h),o.on("change:view",c),o.on("msg:custom",l),()=>{o.off("change:\
step",h),o.off("change:view",c),o.off("msg:custom",l),r.destroy()}}function di(o,t){let e=-Hs,s=()=>{performance.now()-e<Hs||(e=performance.now(),t.send({after:o.
held}))};return s(),n=>{if(!("steps"in n||"tracks"in n))return;let i=n;o.follows(i)?o.grow(i,n.show??void 0):s()}}var cl={render:li};export{cl as default,ci as mount};
