// qlab's widgets, bundled by esbuild 0.28.2 from sources with SHA-256 e2523ead95a9815b3fb26fa3edd0cd3af2611cb3c78194e5684d9e71f4140890
var Ne="\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{d800}-\\u{dfff}\\u{e0000}-\\u{e007f}",
u={WAIT:"wait",ACTIVE:"active",PAUSED:"paused",DELAYED:"delayed",PRIORITIZED:"prioritized",PRIORITY_COUNTER:"pc",COMPLETED:"completed",FAILED:"failed",WAITING_CHILDREN:"\
waiting-children",MARKER:"marker",EVENTS:"events",META:"meta",ID:"id",STALLED:"stalled",STALLED_CHECK:"stalled-check",LIMITER:"limiter",REPEAT:"repeat",SCHEDULER:"\
scheduler",DEDUPLICATION:"de",DEDUPLICATION_NEXT:"dn",METRICS:"metrics",METRICS_DATA:"metrics-data",LEGACY_PRIORITY:"priority",LEGACY_DELAY:"delay",LEGACY_PAUSED:"\
meta-paused",JOB:"job",LOCK:"lock",LOGS:"logs",DEPENDENCIES:"dependencies",PROCESSED:"processed",CHILD_FAILURES:"child-failures",UNSUCCESSFUL:"unsuccessful",RELAY:"\
relay",UNKNOWN:"unknown"},k={WAITING:"waiting",PRIORITIZED:"prioritized",DELAYED:"delayed",WAITING_CHILDREN:"waiting-children",ACTIVE:"active",COMPLETED:"comple\
ted",FAILED:"failed",UNKNOWN:"unknown"},Ie={waiting:"The job is ready and waits in line for a worker.",prioritized:"The job is ready, in line by priority, after\
 jobs without one.",delayed:"The job may not start before a set moment: a delay or a backoff.","waiting-children":"The job waits for its child jobs to finish.",
active:"A worker has the job, and a lock on it that it must keep renewing.",completed:"The job is done, and its return value is kept.",failed:"The job failed fo\
r good: no attempts are left, or the error forbade another.",unknown:"No list or set of the queue holds the job's id: it does not exist, or it is orphaned."},T=[
["completed","completed"],["failed","failed"],["delayed","delayed"],["prioritized","prioritized"],["active","active"],["wait","waiting"],["paused","waiting"],["\
waiting-children","waiting-children"]],Re=["prioritized","wait","paused"],ce=["completed","failed"],De={lock:"lock",logs:"logs",dependencies:"dependencies",processed:"\
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
llMQ makes."]},z=["wait","active","completed","prioritized","waiting-children","failed","delayed","paused"],G=["wait","active","delayed","completed","failed"],le=[
"delayed","prioritized"],je={wait:["head: new jobs","tail: next to run"],paused:["head: newest","tail: oldest"],active:["head: taken last","tail: taken first"],
logs:["head: oldest","tail: newest"],"metrics-data":["head: latest","tail: oldest"]},et={list:"list",zset:"sorted set",set:"set",hash:"hash",string:"string",stream:"\
stream"},de={list:["element","elements"],set:["member","members"],zset:["member","members"],hash:["field","fields"],stream:["entry","entries"],string:["byte","b\
ytes"]},mt={NAME:"name",OPTIONS:"opts",ATTEMPTS_MADE:["atm","attemptsMade"]},Ce={EVENT:"event",JOB_ID:"jobId"},ft={READY:"0",DUE:"1"};var M=(o,t,e)=>`${o}:${t}:${e}`;function H(o,t,e,s){let n=`${o}:${t}:${e}`;return s===void 0?n:`${n}:${De[s]}`}var A=(o,t)=>`${o}
${t}`;function gt(o){let[t="",e=""]=o.split(`
`);return[t,e]}function Pe(o,t){if(o===t)return 0;let[e,s]=[_e(o),_e(t)],n=e.findIndex((i,r)=>i!==s[r]);return n<0?-1:(e[n]??-1)-(s[n]??-1)}var _e=o=>[...o].map(t=>eo(t.codePointAt(
0)??0)),eo=o=>o>>8===220?o-56320:o,Be=(o,t)=>o[1]-t[1]||Pe(o[0],t[0]),ze=([o],[t])=>o<t?-1:o>t?1:0,wt=o=>typeof o=="string"?Number(o.replace("inf","Infinity")):
o,so={hash:o=>new Map(Object.entries(o).sort(ze)),zset:o=>o.map(([t,e])=>[t,wt(e)]).sort(Be)},We={string:(o,t)=>t,list:no,members:io,hash:ro,zset:ao,stream:(o,t)=>o.
slice(t.trim).concat(t.append)},oo=Object.keys(We);function no(o,t){let e=o.slice();for(let[s,n,i]of t)e.splice(s,n,...i);return e}function io(o,t){let e=o.filter(
s=>!t.del.includes(s));return[...new Set([...e,...t.add])].sort(Pe)}function ro(o,t){let e=new Map(o);for(let s of t.del)e.delete(s);for(let[s,n]of Object.entries(
t.set))e.set(s,n);return new Map([...e].sort(ze))}function ao(o,t){let e=new Map(o);for(let s of t.del)e.delete(s);for(let[s,n]of Object.entries(t.set))e.set(s,
wt(n));return[...e].sort(Be)}function pe(o,t,e){let s=so[t.type]?.(t.value)??t.value,n=t.expires_at===null?null:t.expires_at-e,i=new Map(Object.entries(t.words??
{})),{encoding:r,expires_at:h,size:c}=t;return{name:o,type:t.type,encoding:r,expires:h,life:n,value:s,size:c,words:i,job:null}}function Ke(o,t,e){let s=oo.find(
c=>c in t),n=s?We[s](o.value,t[s]):o.value,i=t.expires_at,r=i===null?null:i===o.expires?o.life:i-e,h=t.words?new Map([...o.words,...Object.entries(t.words)]):o.
words;return{...o,job:null,encoding:t.encoding,expires:i,life:r,value:n,words:h}}function F(o){return o.size!==void 0?o.size:o.type==="hash"?o.value.size:typeof o.
value=="string"?ho(o.value):o.value.length}var ho=o=>[...o].reduce((t,e)=>t+co(e.codePointAt(0)??0),0),co=o=>o<128||o>>8===220?1:o<2048?2:o<65536?3:4;function st(o){
return!o||!Array.isArray(o.value)||o.type==="stream"?[]:o.type==="zset"?o.value:o.value.map(t=>[t,null])}var N=o=>Number.isSafeInteger(o)||Math.abs(o)<1e21?String(o):o.toPrecision(17),x=o=>o.toLocaleString("en"),O=(o,t,e=`${t}s`)=>`${x(o)} ${o===1?t:e}`;function W(o){let[t="",e=""]=(Math.abs(o)/1e3).toFixed(3).split(".");return`${o<0?"-":"+"}${t.replace(/\B(?=(\d{3})+$)/g," ")}.${e} s`}var Z=o=>`${(o/1e3).toFixed(
3)} s`,lo=o=>o%1===.5?2*Math.round(o/2):Math.round(o),bt=o=>o<1e5?Z(o):V(1e3*lo(o/1e3));function xt(o){return o===0?"due now":o>0?`due in ${bt(o)}`:`overdue by ${bt(
-o)}`}var Fe=o=>o>0?`in ${bt(o)}`:`${bt(-o)} ago`,po=[["d",864e5],["h",36e5],["min",6e4],["s",1e3]];function V(o){if(!(o<1e15))return`${o.toPrecision(4)} ms`;let t=o;
return po.map(([s,n])=>{let i=s==="s"?t/n:Math.floor(t/n);return t-=Math.floor(t/n)*n,i?`${i} ${s}`:""}).filter(Boolean).join(" ")||"0 s"}function yt(o,t){let e=new RegExp(
`((?:\\d+ (?:d|h|min) ?){${t}}).*`);return o.replace("overdue by","late by").replace(e,"$1").trim()}function ht(o){let t=new Date(o);return Number.isNaN(t.getTime())?
`${o} ms since 1970`:t.toISOString()}var uo=new RegExp(`[${Ne}]`,"gu"),Et=(o,t)=>o.toString(16).padStart(t,"0");function mo(o){let t=o.codePointAt(0)??0;return o==="\r"?"\\r":t>=56448&&t<=56575?`\\x${Et(
t-56320,2)}`:t<128?`\\x${Et(t,2)}`:t<65536?`\\u${Et(t,4)}`:`\\U${Et(t,8)}`}var D=o=>String(o).replace(uo,mo),j=o=>D(o).replace(/\n/g,"\\n").replace(/\t/g,"\\t");
function U(o,t){if(o.length<=t)return o;let e=/[\ud800-\udbff]/.test(o[t-2]??"")?t-2:t-1;return`${o.slice(0,e)}…`}var f=(o,t)=>U(j(o),t);var kt=(o,t)=>[Math.floor(o/t),o-Math.floor(o/t)*t],J=o=>kt(o,4096)[0],fe=o=>kt(o,4294967296)[0],fo=Math.log2(4294967296),go=Math.log2(9007199254740992),vt=o=>({
value:t,now:e,start:s})=>({label:W(t-s),meaning:`${o} ${ht(t)}, ${Fe(t-e)}`});function wo({value:o,now:t}){let[e,s]=kt(o,4096),n=Math.abs(o)>9007199254740992?` \
(above 2^${go} a score loses its sequence)`:"",i=xt(e-t);return{label:i,meaning:`${e} ms × ${4096} + ${s} → ${i}${n}`}}function bo({value:o}){let[t,e]=kt(o,4294967296),
s=e?`ticket ${e}`:"at the front";return{label:s,meaning:`${t} × 2^${fo} + ${e} → priority ${t}, ${s}`}}function xo({member:o,value:t,now:e}){let s={[ft.READY]:"\
jobs are ready: an idle worker wakes at once",[ft.DUE]:`a worker without work sleeps until the next delayed job, ${xt(t-e)}`},n=Object.values(ft).join(" and ");
return{label:"",meaning:s[o]??`not a marker that BullMQ sets (it knows ${n})`}}function yo({member:o,value:t,now:e}){let s=xt(t-e);return{label:s,meaning:`${ht(
t)} → next job of scheduler ${f(o,60)} ${s}`}}var Eo={[u.DELAYED]:wo,[u.PRIORITIZED]:bo,[u.MARKER]:xo,[u.COMPLETED]:vt("finished"),[u.FAILED]:vt("finished"),[u.
WAITING_CHILDREN]:vt("waiting since"),[u.UNSUCCESSFUL]:vt("failed"),[u.REPEAT]:yo,[u.LEGACY_PRIORITY]:({value:o})=>({label:N(o),meaning:`priority ${N(o)}, no lo\
nger read`})};function C(o,t,e,s,n){return Number.isFinite(e)?Eo[o]?.({member:t,value:e,now:s,start:n})??{label:N(e),meaning:""}:{label:N(e),meaning:"not a fini\
te number: BullMQ sets no such score"}}var vo={name:"",tries:"",made:0,allowed:1},ko=10*365*864e5,qt=class{constructor(t,e,s,n){this.data=t,this.index=e,this.selected=s,this.step=t.step(e),this.at=Math.
max(n??0,t.at(e)),this.state=t.state(e),this.before=e>0?t.state(e-1):this.state;let i=this.step?.changes??[];this.kinds=new Map(i.map(r=>[r.key,this.kind(r)])),
this.appended=new Map(i.map(r=>[r.key,r.stream?.append.length??this.entered(r)])),this.moves=Mt(this.step?.moves??[]),this.places=null}kind(t){return t.del?"gon\
e":t.set&&!this.before.has(t.key)?"born":"changed"}entered({key:t,set:e}){if(e?.type!=="stream")return 0;let s=this.before.get(t),n=new Set(s?.type==="stream"?s.
value.map(([i])=>i):[]);return e.value.filter(([i])=>!n.has(i)).length}fresh(t){return this.appended.get(t)??0}hash(t,e){let s=this.state.get(H(this.data.prefix,
t,e));return s?.type==="hash"?s:null}job(t,e){let s=this.hash(t,e);return s?(s.job??={name:s.value.get(mt.NAME)??"",...qo(s.value)},s.job):vo}stateOf(t,e){return this.
places??=this.findPlaces(),this.places.get(A(t,e))??k.UNKNOWN}findPlaces(){let t=new Map;for(let e of this.data.queues)for(let[s,n]of T)for(let[i]of st(this.state.
get(M(this.data.prefix,e,s)))){let r=A(e,i);t.has(r)||t.set(r,n)}return t}jobs(){let t=new Map;for(let e of this.kinds.keys()){let{queue:s,job:n}=this.data.key(
e);n!==null&&t.set(A(s,n),{queue:s,job:n})}return t}};function Mt(o){let t=new Map;for(let[e,s,n,i]of o){let r=t.get(A(e,s));t.set(A(e,s),[e,s,r?r[2]:n,i])}return t}
function qo(o){try{let t=JSON.parse(o.get(mt.OPTIONS)??"{}").attempts??1,e=Number(mt.ATTEMPTS_MADE.map(s=>o.get(s)).find(s=>s!==void 0)??0);return{made:e,allowed:t,
tries:t>1?`${e}/${t}`:""}}catch{return{made:0,allowed:1,tries:""}}}var $t=class{constructor(t){this.data=t,this.upTo=0,this.by=new Map}of(t){for(;this.upTo<this.
data.length;this.upTo+=1){let{at:e,changes:s}=this.data.step(this.upTo+1);for(let n of s)this.look(n,e)}return this.by.get(t)??0}look(t,e){if(this.data.key(t.key).
role!==u.DELAYED)return;let s=Math.max(0,...$o(t).map(n=>J(wt(n))-e));s<ko&&this.by.set(t.key,Math.max(this.by.get(t.key)??0,s))}};function $o({zset:o,set:t}){return o?
Object.values(o.set):t?.type==="zset"?t.value.map(([,e])=>e):[]}var ot=32,Ge=5,Mo=6,Tt=class{constructor(t){this.prefix=t.prefix,this.start=t.start,this.began=t.at,this.note=t.note,this.watched=t.watched,this.steps=[],this.names=
new Map,this.words=[],this.kept=new Map,this.used=new Set,this.queues=[],this.grow(t);let e=new Map(Object.entries(t.keys).map(([s,n])=>[s,pe(s,n,t.at)]));this.
frames=[e];for(let s of e.keys())this.use(s)}grow(t){let e=t.steps.slice(this.steps.length-t.from);if(t.from>this.steps.length||!e.length&&this.steps.length)return!1;
for(let[n,[i,r,h,c]]of Object.entries(t.names))this.names.set(n,{name:n,queue:i,role:r,job:h,detail:c});t.words.forEach((n,i)=>{this.words[t.wordsFrom+i]=n}),this.
steps.push(...e);let s=new Set([...this.names.values()].map(n=>n.queue).filter(Boolean));this.queues=Ve([...s].sort(),this.steps);for(let n of e.flatMap(i=>i.changes))
this.use(n.key);return e.length>0}use(t){let{queue:e,role:s}=this.key(t);this.used.add(`${e}
${s}`)}hasUsed(t,e){return this.used.has(`${t}
${e}`)}queuesAt(t){let e=this.steps.slice(Math.max(0,t-Ge-1),t+Ge),[s]=Ve([...this.queues],e);return s===void 0?[]:[s,...this.queues.filter(n=>n!==s)]}get length(){
return this.steps.length}step(t){return this.steps[t-1]}at(t){return this.step(t)?.at??this.began}key(t){return this.names.get(t)??{name:t,queue:"",role:u.UNKNOWN,
job:null,detail:null}}state(t){let e=this.kept.get(t);if(e)return e;let s=this.replay(t);this.kept.set(t,s);let[n]=this.kept.keys();return this.kept.size>Mo&&n!==
void 0&&this.kept.delete(n),s}replay(t){let e=Math.min(Math.floor(t/ot),this.frames.length-1)*ot,s=this.frames[e/ot];for(let[i,r]of this.kept)i>e&&i<t&&([e,s]=[
i,r]);let n=new Map(s);for(let i=e+1;i<=t;i+=1){let r=this.step(i);for(let h of r?.changes??[])To(n,h,this.at(i));i%ot===0&&!this.frames[i/ot]&&(this.frames[i/ot]=
new Map(n))}return n}word(t,e){return this.words[t.words.get(e)??-1]??""}find(t){return this.steps.filter(t).map(e=>e.index)}concerns(t,e,s){let n=(i,r)=>(e===""||
i===e)&&(s===""||r===s);return n(t.queue,t.job)||t.moves.some(i=>n(i[0],i[1]))?!0:t.changes.some(i=>n(this.key(i.key).queue,this.key(i.key).job))}};function To(o,t,e){
let s=o.get(t.key);t.del?o.delete(t.key):t.set?o.set(t.key,pe(t.key,t.set,e)):s&&o.set(t.key,Ke(s,t,e))}function Ve(o,t){let e=new Map(o.map(s=>[s,0]));for(let{
queue:s}of t)s!==null&&e.set(s,(e.get(s)??0)+1);return o.sort((s,n)=>(e.get(n)??0)-(e.get(s)??0))}function a(o,t={},...e){let s=document.createElement(o);for(let[n,i]of Object.entries(t))So(s,n,i);for(let n of e.flat())n==null||n===""||s.append(n instanceof Node?
n:D(n));return s}function So(o,t,e){if(!(e==null||e===!1))if(t==="class")o.className=e;else if(t==="text")o.textContent=D(e);else if(t==="data")Object.assign(o.
dataset,e);else if(t==="on")for(let[s,n]of Object.entries(e))o.addEventListener(s,n);else o.setAttribute(t,e===!0?"":e)}var y=(o,t,e={},...s)=>a("button",{type:"\
button",class:o,on:{click:t},...e},...s),nt=(...o)=>a("thead",{},a("tr",{},...o.map(t=>a("th",{scope:"col"},t))));function g(o,t){let e=D(t);o.textContent!==e&&
(o.textContent=e)}function b(o,t,e){o.dataset[t]!==e&&(o.dataset[t]=e)}function S(o,t,e){o.style.getPropertyValue(t)!==e&&o.style.setProperty(t,e)}function v(o,t){
for(t.forEach((e,s)=>{o.childNodes[s]!==e&&o.insertBefore(e,o.childNodes[s]||null)});o.childNodes.length>t.length;)o.lastChild?.remove()}var Ao="http://www.w3.org/2000/svg";function q(o,t,...e){let s=document.createElementNS(Ao,o);for(let[n,i]of Object.entries(t))s.setAttribute(n,String(i));return s.
append(...e),s}var He={[k.WAITING]:"M2 6h3v4H2zM6.5 6h3v4h-3zM11 6h3v4h-3z",[k.PRIORITIZED]:"M8 1.5 14.5 8 8 14.5 1.5 8z",[k.DELAYED]:"M8 1.5A6.5 6.5 0 1 1 8 14.5 6.5 6.5 0 0 \
1 8 1.5M8 4.5V8.3L10.6 10",[k.WAITING_CHILDREN]:"M8 2v5M8 7H3.5v4M8 7h4.5v4M2 11h3v3H2zM11 11h3v3h-3z",[k.ACTIVE]:"M4 2.5 13 8 4 13.5z",[k.COMPLETED]:"M2.5 8.5 \
6.3 12.3 13.5 4",[k.FAILED]:"M3.5 3.5 12.5 12.5M12.5 3.5 3.5 12.5",[k.UNKNOWN]:"M5.5 6A2.5 2.5 0 1 1 8.6 8.4Q8 8.7 8 10M8 12.2V12.6",first:"M4 3v10M13 3 6 8l7 5\
z",back:"M11 3 4.5 8 11 13z",forward:"M5 3 11.5 8 5 13z",last:"M12 3v10M3 3 10 8l-7 5z",play:"M4 2.5 13 8 4 13.5z",pause:"M5 3v10M11 3v10",removed:"M3 4.5h10M6 \
4.5V2.8h4v1.7M4.5 4.5l.7 9h5.6l.7-9",job:"M2 8h8M7 4.5 10.5 8 7 11.5M13.5 3v10",lock:"M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",bell:"M3 11.5h10M4 11.5V8a4\
 4 0 0 1 8 0v3.5M7 13.8h2",tape:"M1.5 4h13v8h-13zM4 4v8M12 4v8"};function $(o,t=16){let e={viewBox:"0 0 16 16",width:t,height:t},s=q("path",{d:He[o]??He[k.UNKNOWN]??
""});return q("svg",{...e,"aria-hidden":"true",class:`q-icon q-icon-${o}`},s)}function L(o,t=120){let e=D(o);if(e.length<=t)return a("code",{class:"q-raw"},e||'""');let s=a("code",{class:"q-raw"},U(e,t)),n=a("button",{type:"button",class:"\
q-more","aria-expanded":"false"}),i=r=>{n.textContent=r?"show less":`show all (+${x(e.length-t+1)})`};return n.addEventListener("click",()=>{let r=n.getAttribute(
"aria-expanded")!=="true";n.setAttribute("aria-expanded",String(r)),s.textContent=r?e:U(e,t),s.classList.toggle("q-whole",r),r?s.tabIndex=0:s.removeAttribute("t\
abindex"),i(r)}),i(!1),a("span",{},s," ",n)}function _(o){let t=document.createDocumentFragment(),e=D(o).split(/`([^`]{1,60})`/);for(let[s,n]of e.entries())t.append(
s%2?a("code",{},n):n);return t}var Oo={born:"✚ new",gone:"✖ gone",added:"+",removed:"−",changed:"~",trimmed:"− trimmed",size:"~ size",ttl:"~ TTL",encoding:"~ encoding"},ge=o=>a("p",{class:"\
q-quiet"},o);function Ue(o,t){return t?t.changes.length?t.changes.map(e=>{let s=a("small",{class:"q-quiet"},o.key(e.key).role),n=e.lines.map(r=>we(o,r)),i=a("di\
v",{},L(e.key,64)," ",s);return a("div",{class:"q-change",data:{touch:e.key}},i,a("ul",{},...n))}):[ge("Nothing changed in Redis.")]:[ge("Before the first step.")]}
function we(o,[t,e,s,n,i]){let r=o.words[i],h=a("li",{data:{kind:t}},a("b",{class:"q-sign"},Oo[t]??t)," ");return e&&h.append(a("code",{class:"q-where"},`${j(e)}\
 `)),t!=="born"&&t!=="gone"&&h.append(...Lo(s,n)),r&&h.append(a("span",{class:"q-meaning"}," ",_(r))),h}function Lo(o,t){return o!==null&&t!==null?[a("del",{},L(
o,48))," → ",L(t,80)]:[L(t??o??"",80)]}function Je(o,t,e){if(!t?.commands.length)return[ge(t&&t.script===null?"No script ran, or it was not traced.":"No comma\
nds.")];let s=t.commands.map(n=>a("li",{},No(o,n,e)));return[a("ol",{class:"q-commands"},...s)]}function No(o,[t,e,s],n){let i=e.map(p=>s.includes(p)?a("em",{},
f(p,90)):f(p,90)),r=[...new Set(s.map(p=>o.key(p).role))].join(", "),h={mouseenter:()=>n(s),focus:()=>n(s),mouseleave:()=>n([]),blur:()=>n([]),click:()=>n(s,!0)},
c=f([t,...e].join(" "),600),l=i.flatMap(p=>[" ",p]),d=r?a("small",{},` ${r}`):null;return a("button",{type:"button",class:"q-command",title:c,on:h},a("b",{},t),
...l,d)}function St(o,t){let e=o.step(t);if(!e)return`Beginning, before the first of ${O(o.length,"step")}.`;let s=e.changes.length?`${O(e.changes.length,"key")}\
 changed.`:"Nothing changed.";return`Step ${t} of ${o.length}, ${W(e.at-o.start)}. ${e.sentence} ${s}`}function Qe(o){let t=o.steps.map(e=>e.sentence).sort((e,s)=>e.
length-s.length);return U(j(t[Math.floor(t.length*.9)]??""),220)}var be=["Python","TypeScript","NestJS"],Ze="Lua",Io="No script ran in this step, or it was not traced.",Ro=o=>`The script ${o} ran. Its Lua is not in this page,\
 or PyPI's bullmq has none of that name.

A page holds it when written with to_html(path, lua=True); in a notebook, qlab.Player shows it.`,Do=60,At=class{constructor(){this.language=be[0]??"",this.data=
null,this.step=void 0,this.at=0,this.buttons=[...be,Ze].map(s=>y("q-view",()=>this.choose(s),{data:{name:s}},s));let t=a("div",{class:"q-views",role:"group","ar\
ia-label":"language"},...this.buttons);this.back=y("q-button",()=>this.move(-1),{title:"The command before (,)","aria-label":"back"},"‹"),this.next=y("q-butto\
n",()=>this.move(1),{title:"The next command (.)","aria-label":"next"},"›"),this.running=a("span",{class:"q-code-command",role:"status"}),this.steps=a("div",{
class:"q-code-steps"},this.back,this.next,this.running);let e={class:"q-code-text",tabindex:"0",role:"group","aria-label":"code"};this.text=a("pre",e),this.element=
a("div",{class:"q-code"},t,this.steps,this.text)}update(t,e){e!==this.step&&(this.at=0),this.data=t,this.step=e,this.draw()}choose(t){this.language=t,this.draw()}move(t){
let e=(this.step?.commands.length??0)-1;this.at=Math.max(0,Math.min(this.at+t,e)),this.draw()}draw(){for(let s of this.buttons)s.setAttribute("aria-pressed",String(
s.dataset.name===this.language));let t=this.language===Ze;if(this.steps.hidden=!t||!this.step?.lua.length||!this.step.commands.length,b(this.element,"language",
this.language),t)return this.drawLua();let e=this.step?.code[be.indexOf(this.language)];return this.text.replaceChildren(e===void 0?"Before the first step.":this.
word(e))}word(t){return D(this.data?.words[t]??"")}drawLua(){let{step:t}=this;if(!t?.lua.length)return this.text.replaceChildren(t?.script?Ro(t.script):Io);let[
e="",s=[],,n=[]]=t.commands[this.at]??[],i=t.lua.flatMap(([d,p],m)=>[`-- ${d}, as PyPI's bullmq ships it
`,...this.lit(p.map(w=>this.word(w)).join("").split(`
`),new Set(n[m]))]);this.text.replaceChildren(...i);let r=Math.max(0,...n.map(d=>d.length)),h=r>1?`; ${O(r,"line")} call it, and no trace tells which`:"",c=f([e,
...s].join(" "),Do);g(this.running,`command ${this.at+1} of ${t.commands.length}: ${c}${h}`),this.back.disabled=this.at===0,this.next.disabled=this.at>=t.commands.
length-1;let[l]=this.text.getElementsByTagName("mark");this.text.scrollTop=l?l.offsetTop-this.text.clientHeight/3:0}lit(t,e){let s=[],n="";return t.forEach((i,r)=>{
let h=`${String(r+1).padStart(4)}  ${i}
`;if(!e.has(r+1)){n+=h;return}s.push(n,a("mark",{},h)),n=""}),[...s,n]}};var jo="lock not seen";function xe(o,t,e){if(e&&!(o&&o.expires!==null&&o.expires>t))return{left:null,words:jo};if(!o)return{left:null,words:"no lock"};if(o.expires===
null)return{left:null,words:"lock, no TTL"};let s=Math.max(o.expires-t,0);return{left:s,words:`${f(o.value,22)} · ${Z(s)} left`}}function Xe(o,t,e,s){o.showFoot(
"q-foot q-lock"),delete o.element.dataset.score;let{left:n,words:i}=xe(t,e,s);if(o.foot.dataset.words===i)return;o.foot.dataset.words=i,o.foot.removeAttribute("\
title");let r=a("span");r.style.width=`${n===null||!t?.life?0:Math.min(100,100*n/t.life)}%`,v(o.foot,[$("lock",12),a("span",{},i),a("span",{class:"q-life"},r)])}var ts=120,Co={FAILED:"✕",DONE:"✓",RUNNING:"▸",LEFT:"▫"},es=5,os=new Map(T);function ct({step:o,moves:t}){if(!o)return null;let e=[...t.values()].filter(
([,,i,r])=>i!==r),n=e.find(([i,r])=>i===o.queue&&r===o.job)??e[0]??null;return n?{queue:n[0],job:n[1],move:n}:o.queue!==null&&o.job!==null?{queue:o.queue,job:o.
job,move:null}:null}function ns(o,t,e,s){let n=o.state.get(M(o.data.prefix,t,e)),i=st(n),r=e===u.DELAYED||e===u.PRIORITIZED?i.slice(0,ts):i.slice(-ts),h=i.find(
([d])=>s?.queue===t&&d===s.job);h&&!r.includes(h)&&r.unshift(h);let c=r.map(([d,p])=>ss(o,t,e,d,p,s));return s?.queue===t&&s.move&&_o(s.move,e)&&s&&c.push({...ss(
o,t,e,s.job,null,s),gone:!0,note:"✖ removed"}),{role:e,count:n&&i.length?F(n):0,items:c}}var _o=([,,o,t],e)=>t===null&&e!==u.PAUSED&&os.get(e)===o;function ss(o,t,e,s,n,i){
let{name:r,made:h,allowed:c}=o.job(t,s),l=i?.queue===t&&i.job===s,d=Bo(o,t,e,s,n,l),p=c>1&&c<=es?Po(h,c,os.get(e)??""):"",m=c>es?`${h}/${c}${d?" · ":""}${d}`:d;
return{job:s,id:f(s,14),name:f(r,24),pips:p,note:m,moves:l,gone:!1}}function Po(o,t,e){let{FAILED:s,DONE:n,RUNNING:i,LEFT:r}=Co,h=e===k.COMPLETED&&o>0,c=h?n:e===
k.ACTIVE&&o<t?i:"";return(s.repeat(Math.max(0,h?o-1:o))+c).padEnd(t,r)}function Bo(o,t,e,s,n,i){if(e===u.DELAYED&&n!==null){let l=yt(C(e,s,n,o.at,o.data.start).
label,2).replace(/\.000 s$/," s");return i?l:` ${l.replace("due in ","in ")}`}if(e!==u.ACTIVE||!i)return"";let r=o.state.get(H(o.data.prefix,t,s,u.LOCK)),{left:h,
words:c}=xe(r,o.at,o.data.watched);return h===null?r?.expires===null&&!o.data.watched?"lock":c:`lock ${Z(h).replace(/\.000 s$/," s")}`}var ye="removed",is=new Map(T),Ot=class{constructor(t,e){this.data=t,this.onAnswer=e,this.on=!1,this.steps=null,this.asking=0,this.answers=new Map}stops(t){return!this.
on||this.answers.has(t)||this.steps&&!this.steps.has(t)?!1:this.question(t)!==null}question(t){let e=this.data.step(t),s=ct({step:e,moves:Mt(e?.moves??[])});if(!e||
!s?.move)return null;let{queue:n,job:i}=s,h=z.filter(c=>!G.includes(c)&&c!==u.PAUSED).filter(c=>this.data.hasUsed(n,c));return{step:t,queue:n,job:i,title:e.title,
choices:[...G,...h,ye]}}answer(t){let e=this.data.step(this.asking),s=ct({step:e,moves:Mt(e?.moves??[])});if(!s?.move)return null;let[n,i,,r]=s.move,h=r===null?
ye:T.find(([,d])=>d===r)?.[0]??r,c=t===h||r!==null&&is.get(t)===r,l={step:this.asking,queue:n,job:i,guess:t,truth:h,right:c};return this.answers.set(this.asking,
l),this.asking=0,this.onAnswer([...this.answers.values()].filter(d=>d.guess)),l}};function rs({job:o,guess:t,truth:e,right:s}){let n=e===ye?`job ${o} is removed`:
`job ${o} is in \`${e}\``;if(s)return`✓ Right: ${n}.`;let i=Ie[is.get(t)??""];return`✗ You said \`${t}\`, but ${n}.${i?` \`${t}\` would mean: ${i}`:""}`}var zo=24,Wo=5,as=[u.EVENTS,u.MARKER,u.META,u.ID],Ee=new Map(T),Lt=class{constructor(t){this.redraw=t,this.tab="changes",this.code=new At;let e=(h,c,l)=>y("q-vi\
ew",()=>this.open(h),{data:{tab:h},title:l},c);this.tabs=[e("changes","Changes","What changed in Redis"),e("code","Code","The call and its Lua (C)")],this.title=
a("h3",{}),this.script=a("p",{class:"q-drawer-script"}),this.changes=a("div",{class:"q-changes"});let s={tabindex:"0",role:"group","aria-label":"what changed"};
this.body=a("div",{class:"q-drawer-body",...s},this.changes),this.answer=a("div",{class:"q-answer",role:"status",tabindex:"0"});let n=a("span",{class:"q-views",
role:"group","aria-label":"beside the stage"},...this.tabs),r=[a("header",{},this.title,this.script,n),this.answer,this.body,this.code.element];this.element=a("\
aside",{class:"q-drawer","aria-label":"the difference"},...r),this.show("changes")}open(t){this.tab=t,this.redraw()}show(t){b(this.element,"tab",t);for(let e of this.
tabs)e.setAttribute("aria-pressed",String(e.dataset.tab===t))}ask({job:t,title:e,choices:s},n){this.show("changes"),g(this.title,`Where does job ${f(t,14)} go?`),
g(this.script,`Next: ${f(e,60)}`),this.script.hidden=!1,this.answer.replaceChildren();let i=s.map((r,h)=>{let c=Ee.get(r),l=c?$(c):$("removed"),d=[a("kbd",{},String(
h+1)),l,a("span",{},r)];return y(`q-choice q-state-${c}`,()=>n(r),{data:{choice:r}},...d)});this.changes.replaceChildren(a("div",{class:"q-choices",role:"group",
"aria-label":"answers"},...i))}judge(t){let e=t?.guess?rs(t):"";b(this.answer,"right",String(!!t?.right)),this.answer.replaceChildren(...e?[_(e)]:[])}update(t){
let{step:e}=t;this.show(this.tab),this.tab==="code"&&this.code.update(t.data,e);let s=[...e?.changes??[]].sort((h,c)=>hs(t,h)-hs(t,c));g(this.title,e?`${O(s.length,
"key")} changed`:"The beginning"),g(this.script,e?.script?`script ${e.script}`:"no script"),this.script.hidden=!e?.script,this.body.scrollTop=0;let n=a("p",{class:"\
q-quiet"},e?"Nothing changed in Redis.":"Before the first step."),i=s.slice(0,zo).map(h=>Ko(t,h)),r=s.length-i.length;r>0&&i.push(a("section",{class:"q-quiet"},
`… and ${O(r,"more key")}: K shows them all.`)),this.changes.replaceChildren(...i.length?i:[n])}};function hs(o,t){let{role:e}=o.data.key(t.key);return Ee.has(
e)?0:as.includes(e)?2+as.indexOf(e):1}function Ko(o,t){let{data:e}=o,{role:s}=e.key(t.key),n=Ee.get(s),i=t.lines.some(([w])=>w==="gone")?"✖ key gone":o.kinds.
get(t.key)==="born"?"✚ new key":"",r=t.lines.filter(([w])=>w!=="gone"&&w!=="born"),h=(r.length?r:t.lines).slice(0,Wo).map(w=>we(e,w)),c=r.length-h.length,l=i?
a("span",{class:i.startsWith("✖")?"q-key-gone":"q-key-new"},i):null,d=a("code",{},f(t.key.slice(e.prefix.length+1)||t.key,40)),p=a("i",{class:n?`q-swatch q-st\
ate-${n}`:"q-swatch"}),m=c>0?a("li",{class:"q-quiet"},`… and ${c} more`):null;return a("section",{data:{touch:t.key}},a("h4",{},p,d,l),a("ul",{},...h,m))}var Fo={born:"✚ new",gone:"✖ gone",changed:"✎ changed"},I=o=>o?a("span",{class:`q-mark q-mark-${o}`,text:Fo[o]}):null;var ve=["card","name","id","dot"];var Nt=class{constructor(t){this.row=t?28:34,this.mover=t?52:70,this.head=t?36:38,this.strip=t?30:38,this.idLetter=9.2,this.nameLetter=7.9,this.moverLetter=t?12.4:
17,this.moverLong=t?9.2:11,this.moverName=t?9:10.4}width(t,e){if(e==="dot")return 14;if(e==="mover")return this.moverWidth(t);let s=16+t.id.length*this.idLetter;
if(e==="id"||!t.name)return s;let n=s+16+t.name.length*this.nameLetter+t.note.length*this.nameLetter;return e==="card"&&t.pips?n+10+cs(t.pips):n}moverWidth(t){let e=cs(
t.pips)+8+t.note.length*this.nameLetter,s=t.id.length>4?this.moverLong:this.moverLetter;return 30+t.id.length*s+28+Math.max(t.name.length*this.moverName,e)}height(t){
return t==="dot"?14:t==="mover"?this.mover:this.row}};function Yo(o,t,e,s){return t==="card"&&s.width(o,t)>e?"name":t}var cs=o=>13*o.length;function ls(o,t,e,s){
let n=e==="dot"?4:7,i=[],[r,h,c]=[0,0,0];for(let l of o){let d=l.moves?"mover":Yo(l,e,t,s),[p,m]=[Math.min(s.width(l,d),t),s.height(d)];r>0&&r+p>t&&([r,h,c]=[0,
h+c+n,0]),i.push({item:l,look:d,rect:{x:r,y:h,w:p,h:m}}),r+=p+n,c=Math.max(c,m)}return{placed:i,height:h+c}}function ds(o,t){let e=o.find(({look:i})=>i==="mover"),
s=o.filter(i=>i!==e&&i.rect.y+i.rect.h<=t);return e?e.rect.y+e.rect.h<=t?[e,...s]:[{...e,rect:{...e.rect,x:0,y:0}},...s.filter(({rect:i})=>i.y>=e.rect.h)]:s}function ke(o,{x:t,y:e,w:s,h:n}){S(o,"transform",`translate(${Math.round(t)}px, ${Math.round(e)}px)`),S(o,"width",`${Math.round(s)}px`),S(o,"height",`${Math.round(
n)}px`)}var It=class{constructor(t,e,s){this.id=a("b"),this.name=a("span",{class:"q-job-name"}),this.pips=a("span",{class:"q-pips"}),this.note=a("span",{class:"\
q-job-note"});let n=a("span",{class:"q-job-words"},this.name,a("span",{class:"q-job-more"},this.pips,this.note));this.element=y("q-job",()=>s(t,e),{data:{queue:t,
job:e}},this.id,n)}update({item:t,look:e,rect:s},n,i,r){ke(this.element,s),g(this.id,e==="dot"?"":t.id),g(this.name,e==="dot"||e==="id"?"":t.name),g(this.pips,e===
"card"||e==="mover"?t.pips:""),g(this.note,e==="dot"||e==="id"?"":t.note);let h=String(t.id.length>4);for(let[d,p]of Object.entries({look:e,state:n,long:h,gone:String(
t.gone)}))b(this.element,d,p);let c=[t.name&&` ${j(t.name)}`,`, in ${i}`,t.note&&`, ${t.note.trim()}`],l=`job ${j(t.job)}${c.filter(Boolean).join("")}`;this.element.
title!==l&&(this.element.title=l),e==="dot"||e==="id"?this.element.setAttribute("aria-label",l):this.element.removeAttribute("aria-label"),this.element.setAttribute(
"aria-pressed",String(r))}};var Vo=9.2,Ho=108,Uo=60,Rt=class{constructor(t,e,s){this.letters=t.length,this.count=a("span",{class:"q-pot-count"}),this.mark=a("span",{class:"q-pot-mark"}),this.
extra=a("span",{class:"q-pot-extra"}),this.title=y("q-pot-name",s,{title:Y[t]?.[1]??""},$(e),` ${t}`);let n=a("div",{class:"q-pot-head"},this.title,this.mark,this.
extra,this.count),i=`q-pot q-state-${e}`;this.element=a("div",{class:i,data:{role:t},role:"group","aria-label":t},n),this.element.addEventListener("click",r=>{r.
target instanceof Element&&!r.target.closest("button")&&s()})}leave(t){this.extra.replaceChildren(...t?[a("span",{class:"q-left"},t)]:[]),b(this.element,"left",
String(!!t))}update(t,e,s,n){ke(this.element,t),b(this.element,"strip",String(s));let i=t.w>this.letters*Vo+Ho+(n&&n!=="changed"?Uo:0);g(this.count,e?x(e):i?"em\
pty":"0");let r=I(n==="changed"?void 0:n);(r||this.mark.firstChild)&&v(this.mark,r?[r]:[])}};var Jo=[1,2,5,10,15,30,60,120,300,600,900,1800,3600,7200,14400,43200,86400],ps=864e5,Qo=20,us=o=>Jo.map(t=>t*1e3).find(t=>t>=o)??Math.ceil(o/ps)*ps;function jt(o,t,e){
let s=o.length?o.at(o.length)-o.start:0,n=Math.max(s,e,1e3);if(!e||n<=e*3||n<=3e4)return[o.start,o.start+n*1.06];let i=us(e*2),r=o.start+Math.floor((t-o.start)/
i)*i;return[r,r+i*1.5]}function Ct(o,t,e){let s=us((t-o)/6.5),n=[],i=Math.ceil((o-e)/s)*s+e;for(;i<=t&&n.length<Qo;i+=s)n.push(i);return n}var Dt=class{constructor(t,e,s){
this.width=t,this.token=e,this.most=s,this.gap=6,this.lanes=[]}get length(){return this.lanes.length}hang(t){let e=t+this.token>this.width&&t>=this.token;return{
left:e?t-this.token:Math.max(0,Math.min(t,this.width-this.token)),hangs:e}}take(t){let e=this.lanes.findIndex(([,r])=>r<=t);if(e>=0)return this.stand(e,t);if(this.
lanes.length<this.most)return this.stand(this.lanes.length,t);let s=this.best(([,r])=>r+this.token<=this.width?-r:Number.NEGATIVE_INFINITY);if(s>=0)return this.
stand(s,this.lanes[s]?.[1]??t);let n=this.token+this.gap,i=this.best(([r])=>r>=n?r:Number.NEGATIVE_INFINITY);return i>=0?this.stand(i,(this.lanes[i]?.[0]??n)-n):
this.stand(this.lanes.length,t)}best(t){let e=this.lanes.map(t),s=Math.max(Number.NEGATIVE_INFINITY,...e);return s===Number.NEGATIVE_INFINITY?-1:e.indexOf(s)}stand(t,e){
let[s,n]=this.lanes[t]??[e,e];return this.lanes[t]=[Math.min(s,e),Math.max(n,e+this.token+this.gap)],{lane:t,stands:e}}};var lt=({x:o,y:t,w:e,h:s})=>({x:o+e/2,y:t+s/2}),_t=(o,t,e,s)=>`M${o} ${t}C${(o+e)/2} ${t} ${(o+e)/2} ${s} ${e} ${s}`;function fs({boxes:o,narrow:t,hung:e,scale:s}){
let n=o.get(u.DELAYED),i=t?[]:Zo(o);if(!n)return i;let r=n.rect.y+n.rect.h-34,h=e.stems.map(({x:d,from:p})=>`M${d} ${p+n.rect.y}V${r}`).join(""),c=`M${s.left} ${r}\
H${s.right}`,l=e.stems.map(({x:d})=>q("circle",{cx:d,cy:r,r:4,class:"q-due"}));return[...i,q("path",{d:c,class:"q-axis-line"}),q("path",{d:h,class:"q-stems"}),...l]}
function Zo(o){let[t,e,s,n,i]=[u.WAIT,u.ACTIVE,u.COMPLETED,u.FAILED,u.DELAYED].map(m=>o.get(m)?.rect);if(!t||!e||!s||!n||!i)return[];let r=lt(e),h=[_t(t.x+t.w,lt(
t).y,e.x,r.y),_t(e.x+e.w,r.y,s.x,lt(s).y),_t(e.x+e.w,r.y,n.x,lt(n).y)],c=e.x+50,l=t.x+t.w/2,d=Math.max(...Re.map(m=>Xo(o.get(m)?.rect))),p=`M${c} ${e.y+e.h}V${i.
y-4}M${l} ${i.y}V${d+4}`;return[q("path",{d:h.join(""),class:"q-pipe"}),q("path",{d:p,class:"q-way"})]}var Xo=o=>o?o.y+o.h:0;function gs({boxes:o,narrow:t,scale:e},s,n){
let[i,r,h]=[u.ACTIVE,u.WAIT,u.DELAYED].map(w=>o.get(w)?.rect);if(!i||!r||!h)return[];let c=t?[]:[qe("q-way-words",i.x+58,h.y-24,"↓ retry, after a backoff"),qe(
"q-way-words",r.x+r.w/2+8,h.y-24,"↑ due")],l=h.y+h.h-30,d=Ct(e.from,e.to,s).map(w=>({x:e.x(w),text:`+${V(w-s)}`})),m=d.filter(({x:w},E)=>E===0||w-(d[E-1]?.x??
0)>52||E%2===0).filter(({x:w,text:E})=>w<e.right-20&&tn(w,E.length*en+2,n));return[...c,...m.map(({x:w,text:E})=>qe("q-tick-words",w,l,E))]}var tn=(o,t,[e,s])=>o+
t<e||o-t>s;function qe(o,t,e,s){let n=a("span",{class:o},s);return n.style.left=`${Math.round(t)}px`,n.style.top=`${Math.round(e)}px`,n}var en=3.7,Q=9;function ws(o,t,e){
if(!t||!e)return v(o,[]);let s=lt(t),n={x:ms(s.x,e.x+16,e.x+e.w-16),y:ms(s.y,e.y+8,e.y+e.h-8)},r=Math.abs(s.x-n.x)>Math.abs(s.y-n.y)?sn(t,s,e,n):on(t,s,e,n),h={
d:r.line,pathLength:1};return v(o,[q("path",{...h,class:"q-trail q-halo"}),q("path",{...h,class:"q-trail"}),q("path",{d:r.head,class:"q-trail-head"})])}function sn(o,t,e,s){
let n=t.x<s.x,[i,r]=n?[o.x+o.w,e.x]:[o.x,e.x+e.w],h=r-(n?Q:-Q),c=`M${r} ${s.y}L${h} ${s.y-Q*.8}L${h} ${s.y+Q*.8}Z`;return{line:_t(i,t.y,h,s.y),head:c}}function on(o,t,e,s){
let n=t.y<s.y,[i,r]=n?[o.y+o.h,e.y]:[o.y,e.y+e.h],h=r-(n?Q:-Q),c=(i+h)/2;return{line:`M${t.x} ${i}C${t.x} ${c} ${s.x} ${c} ${s.x} ${h}`,head:`M${s.x} ${r}L${s.x-
Q*.8} ${h}L${s.x+Q*.8} ${h}Z`}}var ms=(o,t,e)=>Math.max(t,Math.min(o,Math.max(t,e)));var dt=9,Bt=10,nn=8;function $e(o,t,e){let s=o.map(r=>r.map((h,c)=>bs(h,rn(r,t.w)[c]??0,0,e))),n=t.h-Bt*(o.length-1);for(;zt(s)>n&&an(s,e););hn(s,n,e);let i=t.y+
Math.max(0,(n-zt(s))/2);return s.flatMap(r=>{let h=Me(r),c=t.x,l=r.map(d=>{let p=dn(d,c,i,h,e);return c+=d.width+Bt,p});return i+=h+Bt,l})}function rn(o,t){let e=o.
map(({role:n})=>n.length+nn),s=(t-Bt*(o.length-1))/e.reduce((n,i)=>n+i,0);return e.map(n=>n*s)}var Me=o=>Math.max(...o.map(t=>t.height)),zt=o=>o.reduce((t,e)=>t+
Me(e),0);function bs(o,t,e,s){if(!o.items.length)return{contents:o,width:t,look:e,height:s.strip,placed:[]};let{placed:n,height:i}=ls(o.items,t-2*dt,ve[e],s);return{
contents:o,width:t,look:e,height:s.head+i+dt,placed:n}}function an(o,t){let s=o.flat().filter(n=>n.placed.length&&n.look<ve.length-1).sort((n,i)=>i.height-n.height)[0];
return s?(Object.assign(s,bs(s.contents,s.width,s.look+1,t)),!0):!1}function hn(o,t,e){for(let s=zt(o)-t;s>0;s=zt(o)-t){let n=o.flat().sort((r,h)=>Pt(h,e)-Pt(r,
e))[0];if(!n||Pt(n,e)<=0&&!cn(o,e))return;if(Pt(n,e)<=0)continue;let i=Math.max(xs(n,e),n.height-s);Object.assign(n,{height:i,placed:ds(n.placed,i-e.head-dt)})}}
var Pt=(o,t)=>o.height-xs(o,t);function xs({placed:o},t){return o.length?t.head+dt+Math.max(...o.map(({look:e})=>e==="mover"?t.mover:14)):t.strip}function cn(o,t){
let e=o.findLast(s=>Me(s)>t.strip&&s.every(n=>!ln(n)));for(let s of e??[])Object.assign(s,{height:t.strip,placed:[]});return e!==void 0}var ln=({placed:o})=>o.some(
({look:t})=>t==="mover");function dn({contents:o,width:t,placed:e},s,n,i,r){let h=e.map(d=>({...d,rect:pt(d.rect,s+dt,n+r.head)})),c=!e.length,l=c?{x:s,y:n+(i-r.
strip)/2,w:t,h:r.strip}:{x:s,y:n,w:t,h:i};return{...o,rect:l,placed:h,strip:c}}var pt=(o,t,e)=>({...o,x:o.x+t,y:o.y+e});var ys=34,Kt=14,X=6,pn=100,Wt=18,un=["name","id"],Ft=class{constructor([t,e],s,n){this.from=t,this.to=e,this.left=s,this.right=n}x(t){let e=(t-this.from)/(this.
to-this.from);return this.left+Math.max(0,Math.min(1,e))*(this.right-this.left)}};function Es(o,t,e,s){for(let n of un){let i=mn(o,t,n,s);if(i.height<=e)return i}
return fn(o,t,e,s)}function mn(o,t,e,s){let n=[],r=o.filter(({item:h})=>!h.moves).sort((h,c)=>h.due-c.due).map(({item:h,due:c})=>{let l=s.width(h,e),d=ks(t,c,l),
p=n.findIndex(w=>w.every(([E,R])=>d>R+X||d+l+X<E)),m=p<0?n.length:p;return n[m]=[...n[m]??[],[d,d+l]],{item:h,look:e,rect:{x:d,y:-(m+1)*(s.row+X),w:l,h:s.row}}});
return vs(o,r,t,s)}function fn(o,t,e,s){let n=new Map,i=o.some(({item:c})=>c.moves)?s.mover+X:0,r=Math.max(1,Math.floor((e-ys-Kt-i)/Wt)),h=o.flatMap(({item:c,due:l})=>{
let d=Math.floor(t.x(l)/Wt),p=n.get(d)??0;return c.moves||p>=r?[]:(n.set(d,p+1),[{item:c,look:"dot",rect:{x:d*Wt,y:-(p+1)*Wt,w:14,h:14}}])});return vs(o,h,t,s)}
function vs(o,t,e,s){let n=[...t];for(let{item:d,due:p}of o.filter(m=>m.item.moves)){let m=Math.min(s.width(d,"mover"),e.right-Kt),w=ks(e,p,m),E=t.filter(({rect:K})=>w<
K.x+K.w+X&&K.x<w+m+X),R=Math.min(0,...E.map(({rect:K})=>K.y));n.push({item:d,look:"mover",rect:{x:w,y:R-s.mover-X,w:m,h:s.mover}})}let i=Math.min(0,...n.map(({rect:d})=>d.
y)),r=(e.left<pn?s.head:Kt)-i,h=new Map(o.map(({item:d,due:p})=>[d,p])),c=n.map(d=>({...d,rect:pt(d.rect,0,r)})),l=c.filter(({look:d})=>d!=="dot").map(({item:d,
rect:p})=>({x:e.x(h.get(d)??e.from),from:p.y+p.h}));return{placed:c,stems:l,height:r+ys}}function ks(o,t,e){let s=o.x(t)-10;return s+e>o.right?Math.max(Kt/2,Math.
min(s+20,o.right)-e):s}var gn=620,qs={w:840,h:430},wn=34,$s=196,bn=66,xn=[u.WAITING_CHILDREN,u.WAIT,u.PAUSED,u.PRIORITIZED].map(String);function Ms(o,t,e,s,n){let i=s.w<gn,r=i||s.h<qs.
h||s.w<qs.w,h=new Nt(r),c=z.filter(B=>G.includes(B)||o.data.hasUsed(t,B)),l=new Map(c.map(B=>[B,ns(o,t,B,e)])),d=l.get(u.DELAYED),p=yn(o,t,s,i,n),m=En(d,p,s,h,o,
t),w=i?10:wn,E={x:0,y:0,w:s.w,h:s.h-m.height-w},R=i?kn(l,E,h):vn(l,E,h),K={x:0,y:s.h-m.height,w:s.w,h:m.height},ut=m.placed.map(B=>({...B,rect:pt(B.rect,0,K.y)}));
return d&&R.push({...d,rect:K,placed:ut,strip:!ut.length&&!i}),{boxes:new Map(R.map(B=>[B.role,B])),scale:p,hung:m,narrow:i,sizes:h,small:r}}function yn(o,t,e,s,n){
let i=n.waits.of(M(o.data.prefix,t,u.DELAYED));return new Ft(jt(o.data,o.at,i),s?24:$s,e.w-bn)}function En(o,t,e,s,n,i){let r=n.state.get(M(n.data.prefix,i,u.DELAYED)),
h=new Map((r?.type==="zset"?r.value:[]).map(([p,m])=>[p,J(m)])),c=(o?.items??[]).map(p=>({item:p,due:h.get(p.job)??n.at})),l=c.some(({item:p})=>p.moves)?s.mover:
0,d=Math.max(e.h*(t.left<$s?.36:.46),s.head+60+l);return Es(c,t,d,s)}var Ts=(o,t)=>t.map(e=>o.get(e)).filter(e=>e!==void 0);function vn(o,t,e){let s=t.w>800?46:
34,n=(t.w-2*s)/3.3;return[{roles:xn,x:0,w:n*1.12},{roles:[u.ACTIVE],x:n*1.12+s,w:n*1.08},{roles:ce,x:n*2.2+2*s,w:n*1.1}].flatMap(({roles:r,x:h,w:c})=>{let l=Ts(
o,r).map(d=>[d]);return $e(l,{...t,x:h,w:c},e)})}function kn(o,t,e){let s=[u.WAITING_CHILDREN,u.PRIORITIZED],i=[[u.WAIT,u.PAUSED],s,[u.ACTIVE],ce].map(r=>Ts(o,r)).
filter(r=>r.length);return $e(i,t,e)}var qn=new Map(T);function Ss({boxes:o},t,e){let s=[...o.values()].filter(({role:n})=>qn.get(n)===t);return s.find(({items:n})=>n.
some(i=>i.job===e))??s[0]}var Ls=new Map(T),$n=[u.WAIT,u.ACTIVE,u.COMPLETED].map(String);function Ns(o,t,e,s){let n=e?.queue===t?e:null,r=z.filter(c=>As(o,t,c)||$n.includes(c)||Os(n,c)).
map(c=>{let l=Ls.get(c)??k.UNKNOWN,d=As(o,t,c),p=n&&Os(n,c)?Mn(o,n,l,s):null,m=a("span",{class:`q-line-state q-state-${l}`,data:{empty:String(!d)}},$(l),` ${c} `);
return a("span",{class:"q-line-part"},m,a("b",{},x(d)),p)}),h=a("b",{class:"q-line-name"},f(t,40));return a("div",{class:"q-line",data:{queue:t,moves:String(!!n)}},
h,...r)}function As(o,t,e){let s=o.state.get(M(o.data.prefix,t,e));return s?F(s):0}function Os(o,t){return!o?.move||!G.concat(z).includes(t)||t===u.PAUSED?!1:Ls.
get(t)===(o.move[3]??o.move[2])}function Mn(o,{queue:t,job:e,move:s},n,i){let{name:r}=o.job(t,e),h=!s||s[2]===null?"✚ new":s[3]===null?"✖ removed":`↦ from ${s[2]}`,
c=a("span",{class:"q-job-words"},a("span",{class:"q-job-name"},f(r,24)),` ${h}`);return y("q-job",()=>i(t,e),{data:{queue:t,job:e,state:n,look:"line"},title:j(`\
job ${e}`)},a("b",{},f(e,14)),c)}var Tn=3,Is=34,Sn=46,An=30,On=150,Ln=8.6,Rs=new Map(T),Yt=class{constructor(t,e,s){this.hooks=t,this.onSelect=e,this.onBox=s,this.queue="",this.boxes=new Map,this.
chips=new Map,this.plan=null,this.picture=null,this.size={w:0,h:0},this.order=[],this.title=a("h3",{class:"q-scene-title"}),this.below=q("g",{}),this.above=q("g",
{}),this.pots=a("div",{class:"q-pots"}),this.words=a("div",{class:"q-scene-words","aria-hidden":"true"}),this.jobs=a("div",{class:"q-jobs"}),this.nowText=a("spa\
n",{}),this.now=a("div",{class:"q-clock-line"},this.nowText),this.passedText=a("span",{}),this.passed=a("div",{class:"q-passed","aria-hidden":"true"},this.passedText),
this.others=a("div",{class:"q-lines"});let n=q("svg",{class:"q-under","aria-hidden":"true"},this.below),i=q("svg",{class:"q-over","aria-hidden":"true"},this.above);
this.field=a("div",{class:"q-scene-field"},this.pots,n,this.passed,this.now,this.words,this.jobs,i),this.element=a("div",{class:"q-scene"},this.title,this.field,
this.others),this.watch=new ResizeObserver(()=>this.measure()),this.watch.observe(this.element)}measure(){let{clientWidth:t,clientHeight:e}=this.element;t===this.
size.w&&e===this.size.h||(this.size={w:t,h:e},this.picture&&t&&this.update(this.picture,this.order))}update(t,e){this.picture=t,this.order=e,this.queue=e[0]??"",
this.size.w||(this.size={w:this.element.clientWidth||860,h:this.element.clientHeight||480});let s=ct(t),n=this.drawOthers(t,e.slice(1),s),i={w:this.size.w,h:Math.
max(200,this.size.h-An-n)};S(this.field,"height",`${i.h}px`),this.plan=Ms(t,this.queue,s,i,this.hooks),b(this.element,"small",String(this.plan.small)),this.drawTitle(),
this.drawBoxes(t,this.plan),this.drawJobs(t,this.plan),v(this.below,fs(this.plan)),this.drawTime(t,this.plan),v(this.words,gs(this.plan,t.data.start,this.nowSpan(
t,this.plan))),this.drawMove(this.plan,s)}drawTitle(){let t=[...this.plan?.boxes.values()??[]].reduce((e,s)=>e+s.count,0);this.title.replaceChildren(f(this.queue,
60)||"No keys yet",a("small",{},` ${O(t,"job")}`))}drawOthers(t,e,s){let n=e.filter(p=>t.state.has(M(t.data.prefix,p,u.META))),i=e.filter(p=>n.includes(p)||p===
s?.queue),r=i.filter(p=>p===s?.queue),h=[...r,...i.filter(p=>!r.includes(p))].slice(0,Tn),c=i.filter(p=>h.includes(p)),l=c.map(p=>Ns(t,p,s,this.onSelect)),d=i.length-
c.length;return d>0&&l.push(a("div",{class:"q-line"},`… and ${O(d,"more queue")}`)),this.others.replaceChildren(...l),l.length*(Is+8)+(r.length?Sn-Is:0)}drawBoxes(t,e){
let s=[...e.boxes.values()].map(n=>{let i=this.boxes.get(n.role)??this.makeBox(n.role),r=t.kinds.get(M(t.data.prefix,this.queue,n.role));return i.update(n.rect,
n.count,n.strip,r),i.element});v(this.pots,s)}makeBox(t){let e=new Rt(t,Rs.get(t)??k.UNKNOWN,()=>this.onBox(t));return this.boxes.set(t,e),e}drawJobs(t,e){let s=new Map;
for(let{role:n,placed:i}of e.boxes.values())for(let r of i){let h=A(this.queue,r.item.job);for(;s.has(h);)h+=`
+`;let c=this.chips.get(h)??new It(this.queue,r.item.job,this.onSelect),l=t.selected===A(this.queue,r.item.job);c.update(r,Rs.get(n)??k.UNKNOWN,n,l),s.set(h,c)}
this.chips=s,v(this.jobs,[...s.values()].map(n=>n.element))}drawTime(t,e){let s=e.boxes.get(u.DELAYED)?.rect;if(!s)return;let{scale:n}=e,[i,r]=[n.x(t.at),n.x(t.
index>0?t.data.at(t.index-1):t.at)],h=i<On?e.sizes.head:0;S(this.now,"transform",`translate(${Math.round(i)}px, ${Math.round(s.y+h)}px)`),S(this.now,"height",`${Math.
round(s.h-h-6)}px`),b(this.now,"side",Ds(e,i)),g(this.nowText,`now +${V(t.at-t.data.start)}`);let c=t.index>0?t.at-t.data.at(t.index-1):0;this.passed.hidden=c<=
0||r>=i,S(this.passed,"transform",`translate(${Math.round(r)}px, ${Math.round(s.y)}px)`),S(this.passed,"width",`${Math.round(Math.max(0,i-r))}px`),S(this.passed,
"height",`${Math.round(s.h-34)}px`),g(this.passedText,c>0&&i-r>44?`${V(c)} →`:"")}nowSpan({at:t,data:e},s){let[n,i]=[s.scale.x(t),16+`now +${V(t-e.start)}`.length*
Ln],r=Ds(s,n),h=r==="left"?n-i:r==="right"?n:n-i/2;return[h,h+i]}drawMove(t,e){let[s,n,i,r]=e?.move??["","",null,null],c=s===this.queue&&i!==null&&r!==null?Ss(t,
i,n):void 0,l=f(n,c?Nn(c):10),d=c?.role===u.DELAYED;for(let[w,E]of this.boxes)E.leave(w===c?.role&&!d?l:"");let p=[...t.boxes.values()].flatMap(w=>w.placed).find(
({item:w})=>w.moves),m=c?d?this.hungAt(t,c.rect,n):In(c.rect,l):null;ws(this.above,m,p?.rect??null),b(this.element,"moves",String(!!c))}markGuess(t){for(let[e,s]of this.
boxes)b(s.element,"guess",String(e===t))}hungAt({scale:t},e,s){let n=this.picture?.before.get(M(this.picture.data.prefix,this.queue,u.DELAYED)),i=n?.type==="zse\
t"?n.value.find(([h])=>h===s):void 0;return{x:t.x(i?J(i[1]):this.picture?.at??0)-5,y:e.y+e.h-40,w:10,h:10}}animate(t){S(this.element,"--q-flight",`${t}ms`),this.
above.classList.remove("q-flying"),t&&(this.above.getBoundingClientRect(),this.above.classList.add("q-flying"))}},Ds=({scale:o},t)=>t>o.right-60?"left":t<60?"ri\
ght":"middle",Nn=({rect:o,role:t})=>Math.max(1,Math.min(10,Math.floor((o.w-70-t.length*9.2)/8)));function In({x:o,y:t,w:e,h:s},n){let i=20+n.length*8;return{x:o+
e-12-i,y:t+Math.min(s,38)/2-13,w:i,h:26}}var P=(o,t,e)=>y("q-button",e,{data:{act:o},title:t,"aria-label":t},$(o));var Rn=500,js=0,Gt=class{constructor(t,e){this.data=t,this.changed=e,this.wanted={queue:"",job:""},this.cached=null;let s={change:()=>this.set()};js+=1,this.queue=
a("select",{on:s}),this.jobs=a("datalist",{id:`q-jobs-${js}`}),this.job=a("input",{type:"text",list:this.jobs.id,size:8,placeholder:"any",on:s}),this.elements=[
a("label",{},"queue ",this.queue),a("label",{},"job ",this.job,this.jobs)]}refresh(){let t=this.queue.value,e=i=>a("option",{value:i},f(i,40));this.queue.replaceChildren(
a("option",{value:""},"all"),...this.data.queues.map(e)),this.queue.value=this.data.queues.includes(t)?t:"";let s=[...this.data.names.values()].filter(i=>i.role===
u.JOB),n=[...new Set(s.map(i=>i.job??""))].slice(0,Rn);this.jobs.replaceChildren(...n.map(i=>a("option",{value:U(i,200)}))),this.cached=null}set(){this.wanted={
queue:this.queue.value,job:this.job.value.trim()},this.cached=null,this.changed()}stops(){let{queue:t,job:e}=this.wanted;return this.cached??=t||e?this.data.find(
s=>this.data.concerns(s,t,e)):[0,...this.data.steps.map(s=>s.index)],this.cached}};var Vt="input:not([type=range]), select, textarea",Ht="button, summary, a",Ut=o=>({ArrowLeft:()=>o.move(-1),ArrowRight:()=>o.move(1),Home:()=>o.first.click(),End:()=>o.
last.click()," ":()=>o.playing.toggle(),k:()=>o.views.toggle()});var Jt=class{constructor(t){this.data=t,this.element=a("div",{class:"q-ticks","aria-hidden":"true"}),this.legend=a("div",{class:"q-legend"})}draw(t){let e=new Set(
t),s=this.data.steps.filter(m=>e.has(m.index)),[n,i]=[s.filter(m=>m.failed),s.filter(m=>m.completed)],r=m=>(1e3*m/Math.max(this.data.length,1)).toFixed(1),h=(m,w)=>m.
map(E=>`M${r(E.index)} ${w}`).join(""),c=q("path",{class:"q-tick-fail",d:h(n,"0V7")}),l=q("path",{class:"q-tick-done",d:h(i,"9V16")});this.element.replaceChildren(
q("svg",{viewBox:"0 0 1000 16",preserveAspectRatio:"none"},c,l));let[d,p]=[Cs(n.map(m=>m.failed)),Cs(i.map(m=>m.completed))];g(this.legend,`▀ ${O(d,"attempt")}\
 failed   ▄ ${O(p,"job")} completed`)}},Cs=o=>o.reduce((t,e)=>t+e,0);var Dn=[.5,1,2,4,10],_s=1300,jn=2,it=class{constructor(t,e){this.forward=t,this.rewind=e,this.timer=0,this.button=P("play","Play (Space)",()=>this.toggle());let s=Dn.
map(n=>a("option",{value:n,selected:n===1},`${n}×`));this.speed=a("select",{"aria-label":"speed",title:"Speed"},...s)}get on(){return this.timer!==0}get fast(){
return this.on&&Number(this.speed.value)>jn}toggle(){return this.on?this.stop():(this.rewind(),this.label("pause","Pause (Space)"),this.wait(_s/2))}stop(){clearTimeout(
this.timer),this.timer=0,this.label("play","Play (Space)")}label(t,e){this.button.replaceChildren($(t)),this.button.title=e,this.button.setAttribute("aria-label",
e)}wait(t){this.timer=window.setTimeout(()=>this.forward()?this.wait(_s):this.stop(),t/Number(this.speed.value))}};var Qt=class{constructor(t,e){this.data=t,this.player=e,this.texts=new Map;let s={input:()=>this.show(),keydown:n=>n.key==="Enter"&&this.jump(n.shiftKey?-1:1)};
this.input=a("input",{type:"search",size:20,placeholder:"text, key, command",on:s}),this.found=a("span",{class:"q-found",role:"status"}),this.elements=[a("label",
{},"search (/) ",this.input),this.found]}matches(){let t=this.input.value.trim().toLowerCase();return t?this.data.find(e=>this.text(e).includes(t)):[]}text(t){let e=this.
texts.get(t.index)??Cn(t);return this.texts.set(t.index,e),e}jump(t){let e=this.matches(),s=this.player.at(),[n,i]=[e.find(h=>h>s),e.findLast(h=>h<s)],r=t>0?n??
e[0]:i??e.at(-1);r!==void 0&&this.player.go(r),this.show()}show(){let t=this.matches(),e=t.indexOf(this.player.at()),s=e>=0?`${e+1} of ${t.length}`:`${t.length}\
 found: Enter goes there`;g(this.found,this.input.value.trim()?t.length?s:"not found":"")}};function Cn(o){let t=o.commands.map(([s,n])=>`${s} ${n.join(" ")}`),
e=o.changes.flatMap(s=>[s.key,...s.lines.flat()]);return[o.title,o.sentence,o.script??"",...t,...e].join(`
`).toLowerCase()}var rt=class{constructor(t){this.viewer=t,this.buttons=[this.view("stage","Stage"),this.view("keys","All keys","All keys (K)")],this.element=a("span",{class:"q-\
views",role:"group","aria-label":"view"},...this.buttons)}view(t,e,s){return y("q-view",()=>this.viewer.look(t),{data:{view:t},title:s},e)}toggle(){this.viewer.
look(this.viewer.shows==="stage"?"keys":"stage")}update(){for(let t of this.buttons)t.setAttribute("aria-pressed",String(t.dataset.view===this.viewer.shows))}};var Zt=class{constructor(t,e){this.data=t,this.player=e,this.filters=new Gt(t,()=>this.filtered()),this.search=new Qt(t,{at:()=>e.index,go:h=>this.go(h)}),this.
playing=new it(()=>this.move(1),()=>this.rewind()),this.marks=new Jt(t),this.first=P("first","First step (Home)",()=>this.go(this.filters.stops()[0]??0)),this.back=
P("back","Back (←)",()=>this.move(-1)),this.forward=P("forward","Forward (→)",()=>this.move(1)),this.last=P("last","Last step (End)",()=>this.go(this.filters.
stops().at(-1)??t.length)),this.jobWords=a("span",{},"next step of this job");let s={data:{act:"job"}};this.nextOfJob=y("q-button q-wide",()=>this.jumpJob(),s,$(
"job")," ",this.jobWords);let n={input:()=>this.go(Number(this.range.value))};this.range=a("input",{type:"range",min:0,step:1,"aria-label":"step",class:"q-range",
on:n}),this.views=new rt(e);let i={data:{act:"predict"},title:"Stop before each step and ask where its job goes (P)"},r=()=>this.player.predict(!this.player.quiz.
on);this.predict=y("q-view",r,i,"Predict"),this.bar=this.makeBar(),this.tools=a("div",{class:"q-tools"},this.nextOfJob,...this.filters.elements,...this.search.elements),
this.refresh()}makeBar(){let t=a("span",{class:"q-views"},this.predict),s=[...[this.first,this.back,this.playing.button,this.forward,this.last],this.playing.speed,
this.views.element,t],n=a("div",{class:"q-slide"},this.marks.element,this.range,this.marks.legend);return a("div",{class:"q-controls",role:"group","aria-label":"\
controls"},a("div",{class:"q-buttons"},...s),n)}refresh(){this.filters.refresh(),this.range.max=String(this.data.length),this.marks.draw(this.filters.stops())}filtered(){
this.marks.draw(this.filters.stops()),this.player.redraw()}go(t){this.player.show(Math.max(0,Math.min(t,this.data.length)))}move(t){let e=this.player.index,s=this.
filters.stops(),n=t>0?s.find(i=>i>e):s.findLast(i=>i<e);return n===void 0||t>0&&this.player.asks(n)?!1:(this.go(n),!0)}currentJob(){if(this.player.selected){let[
s,n]=gt(this.player.selected);return{queue:s,job:n}}let t=this.data.step(this.player.index);if(!t)return null;if(t.job!==null&&t.queue!==null)return{queue:t.queue,
job:t.job};let e=t.moves[0];return e?{queue:e[0],job:e[1]}:null}jumpJob(){let t=this.currentJob();if(!t)return g(this.search.found,"choose a job first");let{queue:e,
job:s}=t,n=this.player.index,i=this.data.steps.slice(n).find(r=>this.data.concerns(r,e,s));i?this.player.select(e,s,i.index):g(this.search.found,"no later step \
of this job")}rewind(){let t=this.filters.stops();this.player.index>=(t.at(-1)??0)&&this.go(t[0]??0)}update(t){this.views.update(),this.predict.setAttribute("ar\
ia-pressed",String(this.player.quiz.on)),this.range.value=String(t),this.range.setAttribute("aria-valuetext",St(this.data,t).slice(0,60));let e=this.filters.stops();
this.back.disabled=this.first.disabled=!e.some(n=>n<t),this.forward.disabled=this.last.disabled=!((e.at(-1)??0)>t),this.search.input.value&&this.search.show();let s=this.
currentJob();this.nextOfJob.disabled=!s,g(this.jobWords,s?`next step of job ${f(s.job,14)}`:"next step of this job")}key(t){if(t.stopPropagation(),t.ctrlKey||t.
metaKey||t.altKey||!(t.target instanceof Element))return;let e=t.target.matches(Vt),s=t.target.matches(Ht),n=e?this.leaving(t.key):this.actOf(t.key);!n||s&&t.key===
" "||(t.preventDefault(),n())}actOf(t){return/^[1-9]$/.test(t)?()=>this.player.choose(Number(t)):this.acts[t.length===1?t.toLowerCase():t]}leaving(t){return t===
"Escape"?()=>this.player.search(!1):void 0}acts={...Ut(this),"/":()=>this.player.search(!0),c:()=>this.player.toggleCode(),",":()=>this.player.drawer.code.move(
-1),".":()=>this.player.drawer.code.move(1),j:()=>this.jumpJob(),p:()=>this.player.predict(!this.player.quiz.on)}};var _n=120,Pn="Nothing has happened yet. Step forward with → or play with Space.",Xt=class{constructor(){this.clock=a("span",{class:"q-clock"}),this.counter=a(
"span",{class:"q-counter"}),this.title=a("h2",{}),this.chip=a("span",{class:"q-chip"}),this.top=a("div",{class:"q-top"},this.clock,this.counter,this.title,this.
chip),this.sentence=a("p",{class:"q-sentence",tabindex:"0"}),this.told=a("div",{class:"q-told"},this.sentence),this.live=a("div",{class:"q-hidden","aria-live":"\
polite",role:"status"})}reserve(t){this.told.dataset.room=Qe(t)}update({step:t,data:e,index:s,at:n}){g(this.counter,`step ${x(s)} of ${x(e.length)}`),g(this.clock,
W(n-e.start)),this.clock.title=ht(n),g(this.title,t?f(t.title,90):"The beginning"),this.title.title=t?f(t.title,300):"",S(this.chip,"visibility",t?.script?"":"h\
idden"),g(this.chip,`script ${t?.script??"none"}`),this.tell(t?_(t.sentence):D(e.note||Pn)),g(this.live,St(e,s))}ask({job:t,title:e}){let s=a("strong",{},`Where\
 does job ${f(t,14)} go?`);this.sentence.replaceChildren(`Next: ${f(e,90)}. `,s)}tell(t){this.sentence.replaceChildren(t),b(this.sentence,"long",String((this.sentence.
textContent??"").length>_n));for(let e of this.sentence.querySelectorAll("code")){let s=z.find(n=>n===e.textContent);s&&(e.dataset.role=s)}}};var Te=60;function Ps(o,t,e){let s=o.state.get(t),n=o.data.key(t),i=s?Wn(o,s,n):[],r=s?`${et[s.type]??s.type} (${s.encoding})`:Bn,h=a("small",{class:"q-quiet"},
`${n.role}: ${r}. ${Y[n.role]?.[1]??""}`),l=[a("header",{},a("h3",{},"Key"),y("q-more",e,{},"close")),a("p",{},L(t,80),a("br"),h)];return i.length&&l.push(zn(i.
slice(0,Te))),i.length>Te&&l.push(a("p",{class:"q-quiet"},`… and ${x(i.length-Te)} more`)),l}var Bn="absent: an empty container does not exist in Redis";function zn(o){
let t=o.map(([e,s,n])=>{let i=a("th",{scope:"row"},f(e,60));return a("tr",{},i,a("td",{},L(s)),a("td",{class:"q-meaning"},_(n)))});return a("table",{class:"q-fi\
elds"},nt("where","raw","meaning"),a("tbody",{},...t))}function Wn({data:o,at:t},e,s){let n=(r,h)=>C(s.role,r,h,t,o.start).meaning,i=r=>r.map(([h,c])=>`${h}=${c}`).
join(" ");switch(e.type){case"hash":return[...e.value].map(([r,h])=>[r,h,o.word(e,r)]);case"zset":return e.value.map(([r,h])=>[r,N(h),n(r,h)]);case"stream":return[
...e.value].reverse().map(([r,h])=>[r,i(h),""]);case"string":return[["",e.value,o.word(e,"")]];default:return Array.isArray(e.value)?e.value.map((r,h)=>[`[${h}]`,
r,""]):[["",String(e.value),""]]}}var Kn=10;function Bs(o,t){let e=o.state.get(t),s=o.kinds.get(t),n=e?.type==="zset"?e.value:[],i=n.length?n.slice(0,Kn).map(c=>Fn(o,c)):[a("span",{class:"q-says"},
"silent: no marker")],r={key:t,change:s??"",rings:n[0]?.[0]??""},h=a("h4",{},u.MARKER);return a("section",{class:"q-small q-bell",data:r},$("bell"),h,...i,I(s))}
function Fn(o,[t,e]){let{meaning:s}=C(u.MARKER,t,e,o.at,o.data.start);return a("span",{class:"q-says"},a("code",{},`${f(t,24)} (score ${N(e)})`)," ",s)}function te(o){switch(o.type){case"hash":return[...o.value].map(([t,e])=>`${t}=${e}`).join("  ");case"zset":return o.value.map(([t,e])=>`${t} (score ${N(e)})`).
join("  ");case"stream":return o.value.map(([t,e])=>`${t} ${e.flat().join(" ")}`).join("  ");default:return Array.isArray(o.value)?o.value.join("  "):o.value}}function zs(o,{name:t,queue:e,job:s}){let n=o.state.get(t),i=o.kinds.get(t),r=n?Gn(o,n,o.before.get(t)):[],h=a("caption",{class:"q-hidden"},`fields of ${f(t,80)}`),
c=a("table",{class:"q-fields"},h,nt("field","raw","meaning"),a("tbody",{},...r)),l=Yn(o,e,s,i);return a("article",{class:"q-card",data:{key:t,change:i??"",job:s}},
l,c)}function Yn(o,t,e,s){let{name:n,tries:i}=o.job(t,e),r=o.stateOf(t,e),h=i?a("span",{class:"q-tries"},`attempts ${i}`):null,c=a("span",{class:"q-name"},f(n,40)),
l=a("span",{class:`q-chip q-state-${r}`},r);return a("header",{},$(r),a("h4",{},`job ${f(e,40)}`),c,l,h,I(s))}function Gn(o,t,e){if(t.type!=="hash")return[Se("",
"",L(te(t)))];let s=e?.type==="hash"?e.value:new Map,n=[...t.value].map(([r,h])=>{let c=s.get(r),l=e===t||c===h?"":s.has(r)?"changed":"born",d=l==="changed"?[a(
"del",{},L(c,40))," → ",L(h)]:[L(h)];return Se(r,l,d,o.data.word(t,r))}),i=[...s.keys()].filter(r=>e!==t&&!t.value.has(r));return[...n,...i.map(r=>Se(r,"gone",
L(s.get(r))))]}function Se(o,t,e,s=""){let n=a("th",{scope:"row"},f(o,60),I(t));return a("tr",{data:{change:t}},n,a("td",{},e),a("td",{class:"q-meaning"},_(s)))}var Ws=60,Vn=30,Hn=5,Un=172,Jn=6.4,Qn=60,ee=class{constructor(t){this.box=t,this.width=0,this.signature="",this.rule=a("div",{class:"q-rule","aria-hidden":"true"}),
this.nowText=a("span",{}),this.now=a("div",{class:"q-now"},this.nowText);let e=t.role===u.DELAYED?[t.tokens,this.now,this.rule]:[t.tokens,this.rule];this.field=
a("div",{class:"q-field"},...e),this.rest=a("div",{class:"q-rest"}),t.body.append(this.field,this.rest),t.body.classList.add("q-axis"),this.watch=new ResizeObserver(
([s])=>this.resize(s?.contentRect.width??0)),this.watch.observe(this.field)}resize(t){Math.abs(t-this.width)<1||(this.width=t,this.box.hooks.redraw())}get room(){
return this.width||600}update(t,e,s){let n=s.filter(i=>i.dataset.job!==void 0);this.box.role===u.DELAYED?this.byTime(t,e,n):this.byPriority(e,n),v(this.box.tokens,
n),v(this.rest,s.filter(i=>i.dataset.job===void 0))}byTime(t,e,s){let{data:n,hooks:i,name:r}=this.box,[h,c]=jt(n,t.at,i.waits.of(r)),l=p=>p>h?Math.min(1,(p-h)/(c-
h)):0;this.lay(s,e.map(([,p])=>l(J(p??0)))),S(this.now,"left",`${l(t.at)*100}%`),b(this.now,"side",l(t.at)>.7?"left":"right"),g(this.nowText,`now ${W(t.at-n.start)}`);
let d=Ct(h,c,n.start).map(p=>[l(p),V(p-n.start)]);this.mark(d,`${h}-${c}`)}byPriority(t,e){let s=[...new Set(t.map(([,h])=>fe(h??0)))],n=new Map(s.map((h,c)=>[h,
c/s.length])),i=h=>n.get(h)??0;this.lay(e,t.map(([,h])=>i(fe(h??0))));let r=s.map((h,c)=>[i(h),c?String(h):`priority ${h}`]);this.mark(r,s.join())}lay(t,e){let s=this.
box.isMany?Vn:Ws,n=new Dt(this.room,Un,Hn);t.forEach((i,r)=>{let{left:h,hangs:c}=n.hang((e[r]??0)*this.room),{lane:l,stands:d}=n.take(h);b(i,"hangs",c&&d===h?"l\
eft":"right"),S(i,"left",`${d.toFixed(1)}px`),S(i,"bottom",`${26+l*s}px`)}),S(this.field,"height",`${38+Math.max(Ws,n.length*s)}px`)}mark(t,e){if(this.signature===
`${e} ${this.width}`)return;this.signature=`${e} ${this.width}`;let s=0,n=t.slice(0,Qn).flatMap(([i,r])=>{let[h,c]=[i*this.room,r.length*Jn+8],l=h+c>this.room?"\
left":"right";if((l==="left"?h-c:h)<s)return[];s=l==="left"?h:h+c;let d=a("span",{data:{side:l}},r);return d.style.left=`${i*100}%`,[d]});this.rule.replaceChildren(
...n)}};var se=28,Zn=12,Ks=6,Fs=6,Xn=new Map(T),oe=class{constructor(t,e,s,n){this.data=t,this.queue=e,this.role=s,this.hooks=n,this.name=M(t.prefix,e,s),this.state=Xn.
get(s)??k.UNKNOWN,this.open=!1,this.unread=0,this.isMany=!1,this.count=a("span",{class:"q-count"}),this.mark=a("span",{class:"q-marks"}),this.body=a("div",{class:"\
q-body"}),this.tokens=a("div",{class:"q-tokens",role:"group","aria-label":`jobs in ${s}`}),this.button=y("q-more",()=>this.toggle()),this.element=this.box(),this.
axis=le.includes(s)?new ee(this):null,this.axis||this.drawTube()}box(){let[t,e]=Y[this.role]??["",""],n=y("q-key",()=>this.hooks.onKey(this.name),{title:"Show r\
aw and decoded values"},this.role),i=a("span",{class:"q-kind"},et[t]),r=a("header",{},$(this.state),a("h4",{},n),i,this.count,this.mark),h=`q-box q-state-${this.
state} q-box-${this.role}`;return a("section",{class:h,data:{key:this.name,role:this.role},title:e},r,this.body)}drawTube(){let t=je[this.role]?.map(e=>`${e} →`)??
["first","latest"];this.body.append(this.tokens,a("div",{class:"q-ends"},...t.map(e=>a("span",{},e)))),this.body.classList.add(Y[this.role]?.[0]==="list"?"q-tub\
e":"q-row")}toggle(){this.open=!this.open,this.hooks.redraw()}update(t){let e=t.state.get(this.name),s=st(e),n=t.kinds.get(this.name),i=e&&s.length?F(e):0;g(this.
count,x(i)),this.unread=i-s.length,this.isMany=s.length>Zn;let r=I(n);(r||this.mark.firstChild)&&v(this.mark,r?[r]:[]),b(this.element,"change",n??""),b(this.tokens,
"many",String(this.isMany));let h=this.drawn(t,s);this.axis?this.axis.update(t,s,h):v(this.tokens,h)}drawn(t,e){let[s,n]=this.cut(e),i=([l,d])=>this.token(t,l,d).
element,r=e.length-s.length-n.length,h=this.unread>0?[a("span",{class:"q-quiet"},`${x(this.unread)} not read`)]:[],c=r>0||this.open?[this.more(r)]:[];return[...h,
...s.map(i),...c,...n.map(i),...this.ghosts(t)]}cut(t){return t.length<=se||this.open?(this.open=this.open&&t.length>se,[t,[]]):le.includes(this.role)?[t.slice(
0,se),[]]:[t.slice(0,Fs),t.slice(Fs-se)]}more(t){return g(this.button,t>0?`… ${x(t)} more …`:"show fewer"),this.button}token(t,e,s){let n=t.moves.get(A(this.
queue,e)),i=n?n[2]===null?"✚ new":`↦ from ${n[2]}`:"",r=n?"moved":"",h=t.selected===A(this.queue,e),c=this.hooks.tokens.take(this.queue,e,{...t.job(this.queue,
e),hint:i,kind:r,selected:h});if(this.role===u.ACTIVE){let l=t.state.get(H(this.data.prefix,this.queue,e,u.LOCK));Xe(c,l,t.at,this.data.watched)}else this.foot(
c,t,e,s);return c}foot(t,e,s,n){if(n===null)return t.foot.remove();let{label:i}=C(this.role,s,n,e.at,this.data.start);t.showFoot("q-foot"),g(t.foot,yt(i,this.isMany?
1:2)),t.foot.title!==i&&(t.foot.title=i),b(t.element,"score",N(n))}ghosts(t){let e=[...t.moves.values()].filter(i=>this.lost(i)),s=e.slice(0,Ks).map(([,i])=>a("\
span",{class:"q-token q-ghost"},a("b",{},f(i,18)),a("i",{},"✖ removed"))),n=e.length-Ks;return n>0?[...s,a("span",{class:"q-quiet"},`✖ ${x(n)} more removed`)]:
s}lost([t,,e,s]){return t===this.queue&&s===null&&e===this.state&&this.role!==u.PAUSED}};function Ae(o,t){let e=o.state.get(t),s=o.data.key(t),n=o.kinds.get(t),i=e??o.before.get(t),r=e?si(o,e,s):"",h=a("span",{title:Y[s.role]?.[1]??""},s.role),c=a("\
td",{},L(i?te(i):"",90));r&&c.append(a("div",{class:"q-meaning"},_(r)));let l=a("small",{},(i?ti(i):"")+(e?ei(e,o.at):"")),d=a("th",{scope:"row"},L(t,64)," ",I(
n));return a("tr",{data:{key:t,change:n??""}},d,a("td",{},h,a("br"),l),c)}function ti(o){let[t,e]=de[o.type]??de.list??["",""];return`${et[o.type]??o.type}, ${O(
F(o),t,e)}`}var ei=(o,t)=>o.expires===null?"":`, expires in ${Z(Math.max(o.expires-t,0))}`;function si(o,t,e){return t.type==="string"?o.data.word(t,""):t.type!==
"zset"?"":t.value.slice(0,3).map(([n,i])=>C(e.role,n,i,o.at,o.data.start).meaning).filter(Boolean).join("; ")}var oi=10;function Ys(o,t){let e=o.state.get(t),s=o.kinds.get(t),n=o.fresh(t),i=e?.type==="stream"?e.value:[],r=e?.type==="stream"?F(e):0,h=i.slice(-oi).map((R,K,ut)=>ni(
R,ut.length-K<=n)),c=r-h.length,l=c>0?a("span",{class:"q-earlier"},`${x(c)} earlier`):null,d=a("div",{class:"q-strip"},l,...h),p=a("div",{class:"q-tape",tabindex:"\
0",role:"group","aria-label":"the latest events"},d),m=a("span",{class:"q-count"},O(r,"entry","entries")),w={key:t,change:s??""},E=a("h4",{},u.EVENTS);return a(
"section",{class:"q-small q-events",data:w},$("tape"),E,m,I(s),p)}function ni([o,t],e){let{EVENT:s,JOB_ID:n}=Ce,i=new Map(t),h=t.filter(([m])=>m!==s&&m!==n).map(
([m,w])=>`${m}=${w}`).join(" "),c=i.has(n)?`job ${f(i.get(n),14)}`:f(h,24),l=f(`${o} ${h}`,200),d=e?a("i",{},"✚ new"):null,p=a("b",{},f(i.get(s)??"entry",24));
return a("span",{class:"q-event",data:{fresh:String(e)},title:l},p,a("span",{},c),d)}var Oe=24,ii=30,Gs={[u.MARKER]:"zset",[u.EVENTS]:"stream"},ri=new Map(T),ne=class{constructor(t,e,s){this.data=t,this.queue=e,this.hooks=s,this.boxes=new Map,this.
drawn=new Map,this.lastJobs=new Map,this.all=!1,this.grid=a("div",{class:"q-grid"}),this.small=a("div",{class:"q-smalls"}),this.cards=a("div",{class:"q-cards"}),
this.rows=a("tbody"),this.more=y("q-more",()=>this.toggle());let n={role:"group",data:{queue:e},"aria-label":`queue ${j(e)}`};this.element=a("div",{class:"q-que\
ue",...n},this.title(),this.grid,this.small),this.scroll=a("div",{class:"q-scroll",tabindex:"0",role:"group","aria-label":"other keys"},this.table());let i=e?`v\
alues in queue ${j(e)}`:"keys of no queue",r=[this.title(),this.cards,this.scroll,this.more];this.details=a("div",{role:"group","aria-label":i},...r)}title(){return this.
queue?a("h3",{},f(this.queue,80)):a("h3",{class:"q-stay"},"Keys of no queue")}table(){let t=this.queue?`Other keys of ${f(this.queue,80)}`:"Not keys that BullMQ\
 makes";return a("table",{class:"q-keys"},a("caption",{},t),nt("key","role","raw value"),this.rows)}toggle(){this.all=!this.all,this.hooks.redraw()}roles(){return this.
queue?z.filter(t=>G.includes(t)||this.data.hasUsed(this.queue,t)):[]}update(t,e){let s=this.roles(),n=s.map(i=>this.box(i));this.grid.dataset.more=String(s.filter(
i=>ai.includes(i)).length),v(this.grid,n.map(i=>i.element));for(let i of n)i.update(t);this.updateSmall(t),this.updateCards(t),this.updateRows(t,e)}box(t){let e=this.
boxes.get(t)??new oe(this.data,this.queue,t,this.hooks);return this.boxes.set(t,e),e}updateSmall(t){if(!this.queue)return;let e=this.memo(t,M(this.data.prefix,this.
queue,u.MARKER),Bs),s=this.memo(t,M(this.data.prefix,this.queue,u.EVENTS),Ys);v(this.small,[e,s])}updateCards(t){let e=new Map([...t.jobs()].filter(([,l])=>l.queue===
this.queue));(e.size||t.index===0)&&(this.lastJobs=e);let s=new Map(this.lastJobs),[n,i]=gt(t.selected);n===this.queue&&t.hash(n,i)&&s.set(t.selected,{queue:n,job:i});
let c=[...s.values()].map(l=>({...l,name:H(this.data.prefix,l.queue,l.job)})).filter(l=>hi(t,l.name)).slice(0,ii).map(l=>this.memo(t,l.name,()=>zs(t,l)));v(this.
cards,c)}updateRows(t,e){let n=(this.all?e:e.slice(0,Oe)).map(i=>this.memo(t,i,Ae));v(this.rows,n),this.scroll.hidden=!e.length,this.details.hidden=!e.length&&!this.
cards.firstChild,this.more.hidden=e.length<=Oe,g(this.more,this.all?"show fewer keys":`… ${x(e.length-Oe)} more keys`)}memo(t,e,s){let n=t.state.get(e),i=t.kinds.
get(e),r=n&&(n.expires!==null||n.type==="zset")?t.at:0,h=s===Ae?null:t.data.key(e).job,c=h===null?"":t.stateOf(this.queue,h),l=this.drawn.get(e),d=l?.held===n&&
!i&&!l?.kind&&l?.at===r&&l.state===c;if(l&&d)return l.node;let p=s(t,e);return this.drawn.set(e,{held:n,kind:i,at:r,state:c,node:p}),p}},ai=[u.PRIORITIZED,u.WAITING_CHILDREN].
map(String);function Vs(o){let{data:t,state:e,before:s,kinds:n}=o,i=new Map([...t.queues,""].map(h=>[h,[]])),r=[...s.values()].filter(h=>!e.has(h.name)&&n.has(h.
name));for(let h of[...e.values(),...r]){let c=t.key(h.name);ci(o,h,c)||(i.get(c.queue)??i.get(""))?.push(h.name)}for(let h of i.values())h.sort();return i}function hi(o,t){
return(o.state.get(t)??(o.kinds.has(t)?o.before.get(t):void 0))?.type==="hash"}function ci(o,t,e){return e.queue?ri.has(e.role)?Array.isArray(t.value)&&t.type!==
"stream":e.role in Gs?t.type===Gs[e.role]:e.job===null?!1:e.role===u.LOCK?o.stateOf(e.queue,e.job)===k.ACTIVE:e.role!==u.JOB||t.type!=="hash"?!1:o.stateOf(e.queue,
e.job)!==k.UNKNOWN||o.kinds.has(e.name):!1}var ie=class{constructor(t,e,s){this.data=t,this.tokens=e,this.redraw=s,this.inspected="",this.hooks={tokens:e,waits:new $t(t),onKey:i=>this.inspect(i),redraw:s},
this.views=new Map,this.stage=a("div",{class:"q-stage"}),this.details=a("div",{class:"q-details"}),this.nothing=a("p",{class:"q-quiet"},"No keys yet.");let n={role:"\
group",hidden:!0,"aria-label":"a key's values"};this.inspector=a("div",{class:"q-inspector",...n}),this.changes=a("div"),this.changeCount=a("span",{class:"q-cou\
nt"}),this.commands=a("div"),this.commandCount=a("span",{class:"q-count"}),this.element=a("div",{class:"q-main"},this.stage,this.side(),this.details)}side(){let t=a(
"section",{},a("h3",{},"What changed ",this.changeCount),this.changes),e=a("section",{},a("h3",{},"Commands Redis ran ",this.commandCount),this.commands);return a(
"div",{class:"q-side",role:"group","aria-label":"what happened"},this.inspector,t,e)}inspect(t){this.inspected=this.inspected===t?"":t,this.redraw()}update(t,e){
let s=Vs(t),n=(s.get("")?.length?[...e,""]:e).map(r=>this.viewOf(r)),i=n.filter(r=>r.queue).map(r=>r.element);v(this.stage,n.length?i:[this.nothing]),v(this.details,
n.map(r=>r.details));for(let r of n)r.update(t,s.get(r.queue)??[]);this.drawStory(t)}viewOf(t){let e=this.views.get(t)??new ne(this.data,t,this.hooks);return this.
views.set(t,e),e}drawStory(t){let{step:e,data:s}=t;g(this.changeCount,e?x(e.changes.length):""),g(this.commandCount,e?x(e.commands.length):""),this.changes.replaceChildren(
...Ue(s,e)),this.commands.replaceChildren(...Je(s,e,(i,r)=>this.light(i,r))),this.inspector.hidden=!this.inspected;let n=()=>this.inspect(this.inspected);this.inspector.
replaceChildren(...this.inspected?Ps(t,this.inspected,n):[])}light(t,e=!1){for(let h of this.element.querySelectorAll(".q-lit"))h.classList.remove("q-lit");let s=new Set(
t),i=[...this.element.querySelectorAll("[data-key], [data-touch]")].filter(h=>s.has(h.dataset.key??h.dataset.touch??""));for(let h of t){let{queue:c,job:l}=this.
data.key(h),d=l===null?void 0:this.tokens.of(c,l);d&&i.push(d.element)}for(let h of i)h.classList.add("q-lit");let r=this.tokens.motion.matches?"auto":"smooth";
e&&i[0]?.scrollIntoView({block:"nearest",behavior:r})}};var li="cubic-bezier(.3,.1,.2,1)",di=120,pi=60,Le=class{constructor(t,e,s){this.id=a("b"),this.name=a("span",{class:"q-name"}),this.tries=a("span",{class:"q-tri\
es"}),this.hint=a("i"),this.foot=a("span",{class:"q-foot"});let n=[this.id,this.name,this.tries,this.hint];this.element=y("q-token",()=>s(t,e),{data:{queue:t,job:e}},
...n)}update(t,{name:e,tries:s,hint:n,selected:i,kind:r}){g(this.id,f(t,18)),g(this.name,f(e,18)),g(this.tries,s),g(this.hint,n);let h=e?`, ${f(e,80)}`:"",c=`jo\
b ${f(t,80)}${h}${s?`, attempts ${s}`:""}`;this.element.title!==c&&(this.element.title=c),b(this.element,"kind",r);let l=String(i);this.element.getAttribute("ar\
ia-pressed")!==l&&this.element.setAttribute("aria-pressed",l)}showFoot(t){this.foot.className!==t&&(this.foot.className=t,delete this.foot.dataset.words),this.foot.
parentNode!==this.element&&this.element.append(this.foot)}travel(t,e,s){let n=Math.hypot(t,e),i=n>di?-Math.min(36,n/10):0;for(let p of this.element.getAnimations())
p.cancel();let r=this.element.closest(".q-box"),h=p=>{this.element.style.zIndex=p,r&&(r.style.zIndex=p)};h(n>pi?"5":"");let c=`translate(${t*.45}px, ${e*.45+i}p\
x) scale(${i?1.12:1})`,l=[`translate(${t}px, ${e}px)`,c,"none"].map(p=>({transform:p})),d=this.element.animate(l,{duration:s,easing:li});d.onfinish=d.oncancel=()=>h(
"")}appear(t){let e=[{transform:"scale(.4)",opacity:0},{transform:"scale(1.1)",opacity:1},{transform:"none",opacity:1}];this.element.animate(e,{duration:t})}},re=class{constructor(t){
this.onSelect=t,this.all=new Map,this.asked=new Map,this.was=new Map,this.motion=matchMedia("(prefers-reduced-motion: reduce)")}begin(t){if(this.asked=new Map,this.
was=new Map,!(!t||this.motion.matches))for(let[e,{element:s}]of this.all)s.isConnected&&this.was.set(e,s.getBoundingClientRect())}take(t,e,s){let n=A(t,e);for(;this.
asked.has(n);)n+=`
+`;let i=this.all.get(n)??new Le(t,e,this.onSelect);return this.asked.set(n,i),i.update(e,s),i}of(t,e){let s=this.all.get(A(t,e));return s?.element.isConnected?
s:void 0}settle(t){if(this.all=this.asked,!this.was.size)return;let e=[];for(let[s,n]of this.all){let[i,r]=[this.was.get(s),n.element.getBoundingClientRect()];i?
Math.abs(i.left-r.left)+Math.abs(i.top-r.top)>1&&e.push([n,i.left-r.left,i.top-r.top]):n.appear(t)}for(let[s,n,i]of e)s.travel(n,i,t)}};var Hs=700,ui=3,mi=640,fi="qlab player: arrow keys step, space plays, K shows all keys, C code, slash searches",at=class{constructor(t,e,{step:s,view:n,onStep:i,
onView:r,onAnswer:h}={}){this.data=new Tt(e),this.onStep=i??(()=>{}),this.onView=r??(()=>{}),this.shows=n??"stage",this.selected="",this.index=-1,this.at=void 0,
this.order=[],this.tokens=new re((E,R)=>this.select(E,R)),this.keys=new ie(this.data,this.tokens,()=>this.redraw());let c=(E,R)=>this.select(E,R);this.scene=new Yt(
this.keys.hooks,c,E=>this.chooseBox(E)),this.drawer=new Lt(()=>this.redraw()),this.quiz=new Ot(this.data,h??(()=>{})),this.head=new Xt,this.controls=new Zt(this.
data,this),this.playing=this.controls.playing;let l=a("div",{class:"q-scenery"},this.scene.element,this.drawer.element),{top:d,told:p,live:m}=this.head,w=[d,this.
controls.bar,p,this.controls.tools,l,this.keys.element,m];this.root=a("div",{class:"qlab-player",tabindex:"0",role:"group","aria-label":fi},...w),b(this.root,"v\
iew",this.shows),this.root.addEventListener("keydown",E=>this.controls.key(E)),this.head.reserve(this.data),t.replaceChildren(this.root),this.watch=new ResizeObserver(
()=>this.measure()),this.watch.observe(this.root),this.measure(),this.show(s??Math.min(1,this.data.length),{quiet:!0})}show(t,{quiet:e=!1,force:s=!1}={}){let n=Math.
max(0,Math.min(Number(t)||0,this.data.length));if(n===this.index&&!s)return;let i=Math.abs(n-this.index)<=ui&&n!==this.index;this.index=n,this.draw(i&&!s,this.playing.
fast?Hs/3:Hs),e||this.onStep(n)}measure(){b(this.root,"narrow",String(this.root.clientWidth>0&&this.root.clientWidth<mi))}redraw(){this.index>=0&&this.show(this.
index,{quiet:!0,force:!0})}look(t){t!==this.shows&&(this.shows=t,b(this.root,"view",t),this.redraw(),this.onView(t))}select(t,e,s){let n=A(t,e);this.selected=this.
selected===n&&s===void 0?"":n,s===void 0||s===this.index?this.redraw():this.show(s)}chooseBox(t){return this.quiz.asking?this.guess(t):(this.keys.inspected=M(this.
data.prefix,this.order[0]??"",t),this.look("keys"))}toggleCode(){let t=this.shows!=="stage"||this.drawer.tab!=="code";this.shows!=="stage"&&this.look("stage"),this.
drawer.open(t?"code":"changes")}predict(t,e){this.quiz.on=t,this.quiz.steps=e?.length?new Set(e):null,this.quiz.asking=0,t&&this.shows!=="stage"?this.look("stag\
e"):this.redraw()}asks(t){let e=this.quiz.asking===t;return e&&this.quiz.answer(""),e||this.shows!=="stage"||!this.quiz.stops(t)?!1:(this.show(t-1),this.quiz.asking=
t,this.redraw(),!0)}choose(t){let e=this.quiz.question(this.quiz.asking)?.choices[t-1];e!==void 0&&this.guess(e)}guess(t){let e=this.quiz.answer(t);e&&this.show(
e.step)}draw(t,e){let s=new qt(this.data,this.index,this.selected,this.at);this.picture=s;let n=this.data.queuesAt(this.index),i=t&&n[0]===this.order[0];this.order=
n;let r=this.controls.filters.wanted.queue,h=n.filter(l=>!r||l===r),c=this.focused();this.head.update(s),this.shows==="stage"?this.drawScene(s,h,i?e:0):this.drawKeys(
s,h,i,e),this.controls.update(this.index),this.refocus(c)}drawScene(t,e,s){this.scene.animate(this.tokens.motion.matches?0:s),this.scene.update(t,e),this.quiz.asking!==
this.index+1&&(this.quiz.asking=0);let n=this.quiz.asking?this.quiz.question(this.quiz.asking):null,i=this.quiz.answers.get(this.index)??null;return b(this.root,
"asks",String(n!==null)),this.scene.markGuess(i&&!i.right?i.guess:""),this.drawer.judge(n?null:i),n?(this.head.ask(n),this.drawer.ask(n,r=>this.guess(r))):this.
drawer.update(t)}drawKeys(t,e,s,n){this.tokens.begin(s),this.keys.update(t,e),this.tokens.settle(n)}focused(){let e=this.root.getRootNode().activeElement;return e instanceof
HTMLElement&&this.root.contains(e)?e:null}refocus(t){t&&this.focused()!==t&&(t.isConnected?t:this.root).focus({preventScroll:!0})}search(t){b(this.root,"tools",
t?"open":""),(t?this.controls.search.input:this.root).focus()}decode(t,e,s,n,i){return C(t,e,s,n,i).meaning}grow(t,e){let s=this.data.grow(t);return s&&(this.controls.
refresh(),this.head.reserve(this.data)),e!==void 0&&e!==this.index?this.show(e,{quiet:!0}):s&&this.redraw(),s}key(t){this.controls.key(t)}get held(){return this.
data.length}follows(t){return t.from<=this.data.length}destroy(){this.controls.playing.stop(),this.watch.disconnect(),this.root.remove()}};var ae=class{constructor(t){this.pair=t,this.playing=new it(()=>this.move(1),()=>this.rewind()),this.first=P("first","The beginning (Home)",()=>t.show(0)),this.
back=P("back","Back (←)",()=>this.move(-1)),this.forward=P("forward","Forward (→)",()=>this.move(1)),this.last=P("last","The end (End)",()=>t.show(t.length)),
this.clock=a("span",{class:"q-clock"}),this.counter=a("span",{class:"q-counter"});let e={input:()=>t.show(Number(this.range.value))};this.range=a("input",{type:"\
range",min:0,step:1,"aria-label":"step",class:"q-range",on:e}),this.ticks=a("div",{class:"q-ticks","aria-hidden":"true"}),this.legend=a("div",{class:"q-legend"}),
this.views=new rt(t),this.bar=this.makeBar(),this.refresh()}makeBar(){let t=a("span",{class:"q-pair-time"},this.clock,this.counter),s=[...[this.first,this.back,
this.playing.button,this.forward,this.last],this.playing.speed,this.views.element],n=a("div",{class:"q-slide"},this.ticks,this.range,this.legend);return a("div",
{class:"q-controls",role:"group","aria-label":"controls"},t,a("div",{class:"q-buttons"},...s),n)}refresh(){let{places:t,length:e,names:s}=this.pair;this.range.max=
String(e);let n=l=>(1e3*l/Math.max(e,1)).toFixed(1),i=(l,d)=>t.map((p,m)=>p[l]!==t[m-1]?.[l]&&m?`M${n(m)} ${d}`:""),r=[q("path",{class:"q-tick-first",d:i(0,"0V7").
join("")}),q("path",{class:"q-tick-second",d:i(1,"9V16").join("")})];this.ticks.replaceChildren(q("svg",{viewBox:"0 0 1000 16",preserveAspectRatio:"none"},...r));
let[h,c]=[a("span",{class:"q-tick-first"},"▀"),a("span",{class:"q-tick-second"},"▄")];this.legend.replaceChildren(h,` ${s[0]}   `,c,` ${s[1]}`)}move(t){let e=this.
pair.index+t;return e<0||e>this.pair.length?!1:(this.pair.show(e),!0)}rewind(){this.pair.index>=this.pair.length&&this.pair.show(0)}update(t,e){this.views.update(),
this.range.value=String(t),this.range.setAttribute("aria-valuetext",`${e}, ${t} of ${this.pair.length}`),this.back.disabled=this.first.disabled=t<=0,this.forward.
disabled=this.last.disabled=t>=this.pair.length,g(this.clock,e),g(this.counter,`${x(t)} of ${x(this.pair.length)}`)}key(t){if(t.ctrlKey||t.metaKey||t.altKey||!(t.
target instanceof Element))return;t.stopPropagation();let e=this.acts[t.key.length===1?t.key.toLowerCase():t.key];!e||t.target.matches(Vt)||t.target.matches(Ht)&&
t.key===" "||(t.preventDefault(),e())}acts={...Ut(this),c:()=>this.pair.toggleCode()}};var gi="qlab player of two recordings: arrow keys step both, space plays, K shows all keys",he=class{constructor(t,e,{step:s,view:n,onStep:i,onView:r}={}){this.
places=e.places,this.names=e.names,this.onStep=i??(()=>{}),this.onView=r??(()=>{}),this.shows=n??"stage",this.index=-1;let h=e.tracks.map(()=>a("div",{class:"q-\
half-slot"}));this.notes=e.tracks.map(()=>a("small",{})),this.halves=e.tracks.map((p,m)=>this.half(h[m]??t,p,e.names[m]??"")),this.controls=new ae(this);let c=h.
map((p,m)=>this.section(p,m)),l=a("div",{class:"q-halves"},...c),d={class:"qlab-player q-pair",tabindex:"0",role:"group","aria-label":gi};this.root=a("div",d,l,
this.controls.bar),b(this.root,"shows",this.shows),this.root.addEventListener("keydown",p=>this.controls.key(p),{capture:!0}),t.replaceChildren(this.root),this.
show(s??Math.min(1,this.length),{quiet:!0})}half(t,e,s){let n=new at(t,e,{step:0,view:this.shows,onView:i=>this.look(i)});return n.root.removeAttribute("tabinde\
x"),n.root.setAttribute("aria-label",s),n.drawer.element.setAttribute("aria-label",`the difference: ${s}`),n}section(t,e){let s=a("h2",{class:"q-half-name"},this.
names[e]??""," ",this.notes[e]);return a("div",{class:"q-half",role:"group","aria-label":this.names[e]??""},s,t)}get length(){return this.places.length-1}get held(){
return this.halves.map(t=>t.data.length)}elapsedAt(t){let e=this.places[t]??[];return Math.max(...this.halves.map(({data:s},n)=>s.at(e[n]??0)-s.start))}show(t,{
quiet:e=!1,force:s=!1}={}){let n=Math.max(0,Math.min(Number(t)||0,this.length));if(n===this.index&&!s)return;this.index=n;let i=this.elapsedAt(n);this.halves.forEach(
(r,h)=>{this.showHalf(r,h,i)}),this.controls.update(n,W(i)),e||this.onStep(n)}showHalf(t,e,s){let[n,i]=[this.places[this.index]?.[e]??0,this.places[this.index-1]?.[e]],
r=n===i||this.index===0;t.playing=this.controls.playing,t.at=t.data.start+s,n===t.index?t.redraw():t.show(n,{quiet:!0});let h=`step ${x(n)} of ${x(t.data.length)}`;
g(this.notes[e]??t.root,r&&this.index?`${h}, nothing new`:h),b(t.root,"still",String(r))}look(t){if(t!==this.shows){this.shows=t,b(this.root,"shows",t);for(let e of this.
halves)e.look(t);this.controls.update(this.index,W(this.elapsedAt(this.index))),this.onView(t)}}toggleCode(){for(let t of this.halves)t.toggleCode()}key(t){this.
controls.key(t)}predict(){}grow(t,e){let s=this.halves.map((n,i)=>{let r=t.tracks[i];return r?n.grow(r):!1});return this.places=t.places,this.controls.refresh(),
this.show(e??this.index,{quiet:!0,force:s.some(Boolean)}),s.some(Boolean)}follows(t){return t.tracks.every((e,s)=>e.from<=(this.held[s]??0))}destroy(){this.controls.
playing.stop();for(let t of this.halves)t.destroy();this.root.remove()}};var Us=(o,t,e)=>"tracks"in t?new he(o,t,e):new at(o,t,e);var wi=120,bi=["stage","keys"];function Zs(){let o=new URLSearchParams(location.hash.slice(1));return{step:/^\d+$/.test(o.get("step")??"")?Number(o.get("step")):
void 0,view:bi.find(e=>e===o.get("view"))}}function Js(o){let t=document.getElementById(o);if(!t)throw new Error(`The page has no element "${o}".`);return t}var Qs=0;
function Xs(){clearTimeout(Qs),Qs=window.setTimeout(()=>{let o=tt.shows==="stage"?"":`&view=${tt.shows}`;history.replaceState(null,"",`#step=${tt.index}${o}`)},
wi)}var{step:xi,view:to}=Zs(),yi=o=>{document.body.dataset.view=o,Xs()};document.body.dataset.view=to??"stage";var tt=Us(Js("player"),JSON.parse(Js("player-data").
textContent??""),{step:xi,view:to,onStep:Xs,onView:yi});addEventListener("hashchange",()=>{let o=Zs();o.view&&tt.look(o.view),o.step!==void 0&&tt.show(o.step,{quiet:!0})});
addEventListener("keydown",o=>{o.target===document.body&&tt.key(o)});Object.assign(globalThis,{qlabPlayer:tt});performance.mark("qlab-first");
