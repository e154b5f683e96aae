// qlab's widgets, bundled by esbuild 0.28.2 from sources with SHA-256 daafecd67a3e28ad6ff876b622ba06cb97becfc2dd5f8fbb28d8e86b91f408d1
var He="\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{d800}-\\u{dfff}\\u{e0000}-\\u{e007f}",
u={WAIT:"wait",ACTIVE:"active",PAUSED:"paused",DELAYED:"delayed",PRIORITIZED:"prioritized",PRIORITY_COUNTER:"pc",COMPLETED:"completed",FAILED:"failed",WAITING_CHILDREN:"\
waiting-children",MARKER:"marker",EVENTS:"events",META:"meta",ID:"id",STALLED:"stalled",STALLED_CHECK:"stalled-check",LIMITER:"limiter",REPEAT:"repeat",SCHEDULER:"\
scheduler",DEDUPLICATION:"de",DEDUPLICATION_NEXT:"dn",METRICS:"metrics",METRICS_DATA:"metrics-data",LEGACY_PRIORITY:"priority",LEGACY_DELAY:"delay",LEGACY_PAUSED:"\
meta-paused",JOB:"job",LOCK:"lock",LOGS:"logs",DEPENDENCIES:"dependencies",PROCESSED:"processed",CHILD_FAILURES:"child-failures",UNSUCCESSFUL:"unsuccessful",RELAY:"\
relay",UNKNOWN:"unknown"},q={WAITING:"waiting",PRIORITIZED:"prioritized",DELAYED:"delayed",WAITING_CHILDREN:"waiting-children",ACTIVE:"active",COMPLETED:"comple\
ted",FAILED:"failed",UNKNOWN:"unknown"},Ve={waiting:"The job is ready and waits in line for a worker.",prioritized:"The job is ready, in line by priority, after\
 jobs without one.",delayed:"The job may not start before a set moment: a delay or a backoff.","waiting-children":"The job waits for its child jobs to finish.",
active:"A worker has the job, and a lock on it that it must keep renewing.",completed:"The job is done, and its return value is kept.",failed:"The job failed fo\
r good: no attempts are left, or the error forbade another.",unknown:"No list or set of the queue holds the job's id: it does not exist, or it is orphaned."},N=[
["completed","completed"],["failed","failed"],["delayed","delayed"],["prioritized","prioritized"],["active","active"],["wait","waiting"],["paused","waiting"],["\
waiting-children","waiting-children"]],Ge=["prioritized","wait","paused"],ge=["completed","failed"],Ue={lock:"lock",logs:"logs",dependencies:"dependencies",processed:"\
processed","child-failures":"failed",unsuccessful:"unsuccessful"},H={wait:["list","Ids of the jobs that are ready; workers take from the right end."],active:["l\
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
llMQ makes."]},K=["wait","active","completed","prioritized","waiting-children","failed","delayed","paused"],V=["wait","active","delayed","completed","failed"],we=[
"delayed","prioritized"],Je={wait:["head: new jobs","tail: next to run"],paused:["head: newest","tail: oldest"],active:["head: taken last","tail: taken first"],
logs:["head: oldest","tail: newest"],"metrics-data":["head: latest","tail: oldest"]},ot={list:"list",zset:"sorted set",set:"set",hash:"hash",string:"string",stream:"\
stream"},be={list:["element","elements"],set:["member","members"],zset:["member","members"],hash:["field","fields"],stream:["entry","entries"],string:["byte","b\
ytes"]},xt={NAME:"name",OPTIONS:"opts",ATTEMPTS_MADE:["atm","attemptsMade"]},Qe={EVENT:"event",JOB_ID:"jobId"},yt={READY:"0",DUE:"1"};var A=(o,t,e)=>`${o}:${t}:${e}`;function J(o,t,e,s){let i=`${o}:${t}:${e}`;return s===void 0?i:`${i}:${Ue[s]}`}var O=(o,t)=>`${o}
${t}`;function tt(o){let[t="",e=""]=o.split(`
`);return[t,e]}function Xe(o,t){if(o===t)return 0;let[e,s]=[Ze(o),Ze(t)],i=e.findIndex((n,r)=>n!==s[r]);return i<0?-1:(e[i]??-1)-(s[i]??-1)}var Ze=o=>[...o].map(t=>$o(t.codePointAt(
0)??0)),$o=o=>o>>8===220?o-56320:o,ts=(o,t)=>o[1]-t[1]||Xe(o[0],t[0]),es=([o],[t])=>o<t?-1:o>t?1:0,vt=o=>typeof o=="string"?Number(o.replace("inf","Infinity")):
o,To={hash:o=>new Map(Object.entries(o).sort(es)),zset:o=>o.map(([t,e])=>[t,vt(e)]).sort(ts)},ss={string:(o,t)=>t,list:Ao,members:Oo,hash:Lo,zset:No,stream:(o,t)=>o.
slice(t.trim).concat(t.append)},So=Object.keys(ss);function Ao(o,t){let e=o.slice();for(let[s,i,n]of t)e.splice(s,i,...n);return e}function Oo(o,t){let e=o.filter(
s=>!t.del.includes(s));return[...new Set([...e,...t.add])].sort(Xe)}function Lo(o,t){let e=new Map(o);for(let s of t.del)e.delete(s);for(let[s,i]of Object.entries(
t.set))e.set(s,i);return new Map([...e].sort(es))}function No(o,t){let e=new Map(o);for(let s of t.del)e.delete(s);for(let[s,i]of Object.entries(t.set))e.set(s,
vt(i));return[...e].sort(ts)}function xe(o,t,e){let s=To[t.type]?.(t.value)??t.value,i=t.expires_at===null?null:t.expires_at-e,n=new Map(Object.entries(t.words??
{})),{encoding:r,expires_at:h,size:c}=t;return{name:o,type:t.type,encoding:r,expires:h,life:i,value:s,size:c,words:n,job:null}}function os(o,t,e){let s=So.find(
c=>c in t),i=s?ss[s](o.value,t[s]):o.value,n=t.expires_at,r=n===null?null:n===o.expires?o.life:n-e,h=t.words?new Map([...o.words,...Object.entries(t.words)]):o.
words;return{...o,job:null,encoding:t.encoding,expires:n,life:r,value:i,words:h}}function Y(o){return o.size!==void 0?o.size:o.type==="hash"?o.value.size:typeof o.
value=="string"?Io(o.value):o.value.length}var Io=o=>[...o].reduce((t,e)=>t+Ro(e.codePointAt(0)??0),0),Ro=o=>o<128||o>>8===220?1:o<2048?2:o<65536?3:4;function it(o){
return!o||!Array.isArray(o.value)||o.type==="stream"?[]:o.type==="zset"?o.value:o.value.map(t=>[t,null])}var C=o=>Number.isSafeInteger(o)||Math.abs(o)<1e21?String(o):o.toPrecision(17),v=o=>o.toLocaleString("en"),M=(o,t,e=`${t}s`)=>`${v(o)} ${o===1?t:e}`;function R(o){let[t="",e=""]=(Math.abs(o)/1e3).toFixed(3).split(".");return`${o<0?"-":"+"}${t.replace(/\B(?=(\d{3})+$)/g," ")}.${e} s`}var et=o=>`${(o/1e3).toFixed(
3)} s`,jo=o=>o%1===.5?2*Math.round(o/2):Math.round(o),kt=o=>o<1e5?et(o):G(1e3*jo(o/1e3));function qt(o){return o===0?"due now":o>0?`due in ${kt(o)}`:`overdue by\
 ${kt(-o)}`}var is=o=>o>0?`in ${kt(o)}`:`${kt(-o)} ago`,Co=[["d",864e5],["h",36e5],["min",6e4],["s",1e3]];function G(o){if(!(o<1e15))return`${o.toPrecision(4)} \
ms`;let t=o;return Co.map(([s,i])=>{let n=s==="s"?t/i:Math.floor(t/i);return t-=Math.floor(t/i)*i,n?`${n} ${s}`:""}).filter(Boolean).join(" ")||"0 s"}var ns=o=>o<
1e5?`${(o/1e3).toFixed(1)} s`:G(1e3*Math.floor(o/1e3));function Et(o,t){let e=new RegExp(`((?:\\d+ (?:d|h|min) ?){${t}}).*`);return o.replace("overdue by","late\
 by").replace(e,"$1").trim()}function ft(o){let t=new Date(o);return Number.isNaN(t.getTime())?`${o} ms since 1970`:t.toISOString()}var Do=new RegExp(`[${He}]`,"gu"),Mt=(o,t)=>o.toString(16).padStart(t,"0");function _o(o){let t=o.codePointAt(0)??0;return o==="\r"?"\\r":t>=56448&&t<=56575?`\\x${Mt(
t-56320,2)}`:t<128?`\\x${Mt(t,2)}`:t<65536?`\\u${Mt(t,4)}`:`\\U${Mt(t,8)}`}var P=o=>String(o).replace(Do,_o),j=o=>P(o).replace(/\n/g,"\\n").replace(/\t/g,"\\t");
function Q(o,t){if(o.length<=t)return o;let e=/[\ud800-\udbff]/.test(o[t-2]??"")?t-2:t-1;return`${o.slice(0,e)}…`}var f=(o,t)=>Q(j(o),t);var Tt=(o,t)=>[Math.floor(o/t),o-Math.floor(o/t)*t],Z=o=>Tt(o,4096)[0],ke=o=>Tt(o,4294967296)[0],Po=Math.log2(4294967296),Bo=Math.log2(9007199254740992),$t=o=>({
value:t,now:e,start:s})=>({label:R(t-s),meaning:`${o} ${ft(t)}, ${is(t-e)}`});function Wo({value:o,now:t}){let[e,s]=Tt(o,4096),i=Math.abs(o)>9007199254740992?` \
(above 2^${Bo} a score loses its sequence)`:"",n=qt(e-t);return{label:n,meaning:`${e} ms × ${4096} + ${s} → ${n}${i}`}}function zo({value:o}){let[t,e]=Tt(o,4294967296),
s=e?`ticket ${e}`:"at the front";return{label:s,meaning:`${t} × 2^${Po} + ${e} → priority ${t}, ${s}`}}function Fo({member:o,value:t,now:e}){let s={[yt.READY]:"\
jobs are ready: an idle worker wakes at once",[yt.DUE]:`a worker without work sleeps until the next delayed job, ${qt(t-e)}`},i=Object.values(yt).join(" and ");
return{label:"",meaning:s[o]??`not a marker that BullMQ sets (it knows ${i})`}}function Ko({member:o,value:t,now:e}){let s=qt(t-e);return{label:s,meaning:`${ft(
t)} → next job of scheduler ${f(o,60)} ${s}`}}var Yo={[u.DELAYED]:Wo,[u.PRIORITIZED]:zo,[u.MARKER]:Fo,[u.COMPLETED]:$t("finished"),[u.FAILED]:$t("finished"),[u.
WAITING_CHILDREN]:$t("waiting since"),[u.UNSUCCESSFUL]:$t("failed"),[u.REPEAT]:Ko,[u.LEGACY_PRIORITY]:({value:o})=>({label:C(o),meaning:`priority ${C(o)}, no lo\
nger read`})};function B(o,t,e,s,i){return Number.isFinite(e)?Yo[o]?.({member:t,value:e,now:s,start:i})??{label:C(e),meaning:""}:{label:C(e),meaning:"not a fini\
te number: BullMQ sets no such score"}}var Ho={name:"",tries:"",made:0,allowed:1},Vo=10*365*864e5,St=class{constructor(t,e,s,i,n=!1){this.data=t,this.index=e,this.selected=s,this.step=t.step(e),this.
at=Math.max(i??0,t.at(e)),this.byTime=n,this.state=t.state(e),this.before=e>0?t.state(e-1):this.state;let r=this.step?.changes??[];this.kinds=new Map(r.map(h=>[
h.key,this.kind(h)])),this.appended=new Map(r.map(h=>[h.key,h.stream?.append.length??this.entered(h)])),this.moves=Ot(this.step?.moves??[]),this.places=null}get between(){
return this.byTime&&this.at>this.data.at(this.index)}kind(t){return t.del?"gone":t.set&&!this.before.has(t.key)?"born":"changed"}entered({key:t,set:e}){if(e?.type!==
"stream")return 0;let s=this.before.get(t),i=new Set(s?.type==="stream"?s.value.map(([n])=>n):[]);return e.value.filter(([n])=>!i.has(n)).length}fresh(t){return this.
appended.get(t)??0}hash(t,e){let s=this.state.get(J(this.data.prefix,t,e));return s?.type==="hash"?s:null}job(t,e){let s=this.hash(t,e);return s?(s.job??={name:s.
value.get(xt.NAME)??"",...Go(s.value)},s.job):Ho}stateOf(t,e){return this.places??=this.findPlaces(),this.places.get(O(t,e))??q.UNKNOWN}findPlaces(){let t=new Map;
for(let e of this.data.queues)for(let[s,i]of N)for(let[n]of it(this.state.get(A(this.data.prefix,e,s)))){let r=O(e,n);t.has(r)||t.set(r,i)}return t}jobs(){let t=new Map;
for(let e of this.kinds.keys()){let{queue:s,job:i}=this.data.key(e);i!==null&&t.set(O(s,i),{queue:s,job:i})}return t}};function Ot(o){let t=new Map;for(let[e,s,
i,n]of o){let r=t.get(O(e,s));t.set(O(e,s),[e,s,r?r[2]:i,n])}return t}function Go(o){try{let t=JSON.parse(o.get(xt.OPTIONS)??"{}").attempts??1,e=Number(xt.ATTEMPTS_MADE.
map(s=>o.get(s)).find(s=>s!==void 0)??0);return{made:e,allowed:t,tries:t>1?`${e}/${t}`:""}}catch{return{made:0,allowed:1,tries:""}}}var At=class{constructor(t){
this.data=t,this.upTo=0,this.by=new Map}of(t){for(;this.upTo<this.data.length;this.upTo+=1){let{at:e,changes:s}=this.data.step(this.upTo+1);for(let i of s)this.
look(i,e)}return this.by.get(t)??0}look(t,e){if(this.data.key(t.key).role!==u.DELAYED)return;let s=Math.max(0,...Uo(t).map(i=>Z(vt(i))-e));s<Vo&&this.by.set(t.key,
Math.max(this.by.get(t.key)??0,s))}};function Uo({zset:o,set:t}){return o?Object.values(o.set):t?.type==="zset"?t.value.map(([,e])=>e):[]}function a(o,t={},...e){let s=document.createElement(o);for(let[i,n]of Object.entries(t))Jo(s,i,n);for(let i of e.flat())i==null||i===""||s.append(i instanceof Node?
i:P(i));return s}function Jo(o,t,e){if(!(e==null||e===!1))if(t==="class")o.className=e;else if(t==="text")o.textContent=P(e);else if(t==="data")Object.assign(o.
dataset,e);else if(t==="on")for(let[s,i]of Object.entries(e))o.addEventListener(s,i);else o.setAttribute(t,e===!0?"":e)}var y=(o,t,e={},...s)=>a("button",{type:"\
button",class:o,on:{click:t},...e},...s),nt=(...o)=>a("thead",{},a("tr",{},...o.map(t=>a("th",{scope:"col"},t))));function m(o,t){let e=P(t);o.textContent!==e&&
(o.textContent=e)}function x(o,t,e){o.dataset[t]!==e&&(o.dataset[t]=e)}function T(o,t,e){o.style.getPropertyValue(t)!==e&&o.style.setProperty(t,e)}function L(o,t,e){
o.getAttribute(t)!==e&&(e===null?o.removeAttribute(t):o.setAttribute(t,e))}function k(o,t){let e=o.firstChild;for(let s of t){if(e&&e!==s&&e.nextSibling===s){let i=e;
e=s,o.appendChild(i)}e===s?e=e.nextSibling:o.insertBefore(s,e)}for(;o.childNodes.length>t.length;)o.lastChild?.remove()}var as=(o,t)=>t===null?o:`${o}: job ${f(t,14)}`,rt=class{constructor(t,e){this.chapters=t,this.go=e;let s={change:()=>this.choose()},i="Chapters (N: the next on\
e, B: the one before)";this.element=a("select",{class:"q-chapters","aria-label":"chapters",title:i,on:s}),this.refresh()}refresh(){let t=this.chapters(),e=t.map(
({step:s,title:i},n)=>a("option",{value:n},`${s} · ${i}`));this.element.replaceChildren(a("option",{value:""},"Chapters"),...e),this.element.disabled=!t.length}choose(){
let t=this.chapters()[Number(this.element.value)];this.element.value&&t&&this.go(t.step)}jump(t,e){let s=this.chapters().map(({step:n})=>n),i=e>0?s.find(n=>n>t):
s.findLast(n=>n<t);i!==void 0&&this.go(i)}update(t){let e=this.chapters().findLastIndex(({step:s})=>s<=t);this.element.value=e<0?"":String(e)}};var at=32,hs=5,Qo=6,Lt=class{constructor(t){this.prefix=t.prefix,this.start=t.start,this.began=t.at,this.note=t.note,this.watched=t.watched,this.steps=[],this.names=
new Map,this.words=[],this.kept=new Map,this.used=new Set,this.queues=[],this.chapters=[],this.grow(t);let e=new Map(Object.entries(t.keys).map(([s,i])=>[s,xe(s,
i,t.at)]));this.frames=[e];for(let s of e.keys())this.use(s)}grow(t){let e=t.steps.slice(this.steps.length-t.from);if(t.from>this.steps.length||!e.length&&this.
steps.length)return!1;for(let[i,[n,r,h,c]]of Object.entries(t.names))this.names.set(i,{name:i,queue:n,role:r,job:h,detail:c});t.words.forEach((i,n)=>{this.words[t.
wordsFrom+n]=i}),this.steps.push(...e);for(let{index:i,commands:n,chapters:r=[]}of e){for(let h of n)h[1]=Zo(h);this.chapters.push(...r.map(([h,,c])=>({step:i,title:as(
h,c)})))}let s=new Set([...this.names.values()].map(i=>i.queue).filter(Boolean));this.queues=cs([...s].sort(),this.steps);for(let i of e.flatMap(n=>n.changes))this.
use(i.key);return e.length>0}use(t){let{queue:e,role:s}=this.key(t);this.used.add(`${e}
${s}`)}hasUsed(t,e){return this.used.has(`${t}
${e}`)}queuesAt(t){let e=this.steps.slice(Math.max(0,t-hs-1),t+hs),[s]=cs([...this.queues],e);return s===void 0?[]:[s,...this.queues.filter(i=>i!==s)]}get length(){
return this.steps.length}step(t){return this.steps[t-1]}at(t){return this.step(t)?.at??this.began}elapsedAt(t){return this.at(t)-this.start}key(t){return this.names.
get(t)??{name:t,queue:"",role:u.UNKNOWN,job:null,detail:null}}state(t){let e=this.kept.get(t);if(e)return e;let s=this.replay(t);this.kept.set(t,s);let[i]=this.
kept.keys();return this.kept.size>Qo&&i!==void 0&&this.kept.delete(i),s}replay(t){let e=Math.min(Math.floor(t/at),this.frames.length-1)*at,s=this.frames[e/at];for(let[
n,r]of this.kept)n>e&&n<t&&([e,s]=[n,r]);let i=new Map(s);for(let n=e+1;n<=t;n+=1){let r=this.step(n);for(let h of r?.changes??[])Xo(i,h,this.at(n));n%at===0&&!this.
frames[n/at]&&(this.frames[n/at]=new Map(i))}return i}word(t,e){return this.words[t.words.get(e)??-1]??""}find(t){return this.steps.filter(t).map(e=>e.index)}concerns(t,e,s){
let i=(n,r)=>(e===""||n===e)&&(s===""||r===s);return i(t.queue,t.job)||t.moves.some(n=>i(n[0],n[1]))?!0:t.changes.some(n=>i(this.key(n.key).queue,this.key(n.key).
job))}},Zo=([,o,t])=>o.map(e=>typeof e=="number"?t[e]??"":e);function Xo(o,t,e){let s=o.get(t.key);t.del?o.delete(t.key):t.set?o.set(t.key,xe(t.key,t.set,e)):s&&
o.set(t.key,os(s,t,e))}function cs(o,t){let e=new Map(o.map(s=>[s,0]));for(let{queue:s}of t)s!==null&&e.set(s,(e.get(s)??0)+1);return o.sort((s,i)=>(e.get(i)??0)-
(e.get(s)??0))}function qe(o){let e=o.getRootNode().activeElement;return e instanceof HTMLElement&&o.contains(e)?e:null}function ls(o,t){t&&qe(o)!==t&&(t.isConnected?t:o).focus(
{preventScroll:!0})}var ti=1e3,ei=["first","second"],Nt=class{constructor(){this.tell=null,this.step=0,this.timer=0,this.votes=null;let t=(i,n)=>y("q-view",()=>this.tell?.(i,this.step),
{data:{move:i}},n);this.moves=[t("discuss","Discuss"),t("again","Vote again"),t("bars","Show bars")],this.told=a("b",{role:"status"});let e=a("span",{class:"q-v\
iews"},...this.moves);this.head=a("div",{class:"q-class-head"},this.told,e),this.rows=a("div",{});let s={class:"q-class",tabindex:"0",role:"group","aria-label":"\
the class"};this.element=a("div",s,this.head,this.rows),this.element.hidden=!0}connect(t){this.tell=t}ask(t){!this.tell||this.step===t||(this.step=t,this.votes=
null,this.tell("ask",t),clearInterval(this.timer),this.timer=window.setInterval(()=>this.tell?.("count",t),ti))}reveal(t){this.step===t&&(this.stop(),this.tell?.(
"reveal",t))}stop(){clearInterval(this.timer),this.timer=0}show(t){t.step===this.step&&(this.votes=t,this.draw())}update(t){this.element.hidden=!this.tell||!this.
step||t!==this.step,this.element.hidden||this.draw()}draw(){let{votes:t}=this,[e=[],s="count"]=[t?.voted,t?.shown];m(this.told,t?.said??`${M(e.at(-1)??0,"vote")}`);
let i=this.timer!==0&&!t?.said;for(let n of this.moves)n.hidden=!i;this.enable("discuss",e.length===1&&(s==="ask"||s==="count")),this.enable("again",e.length===
1&&(s==="discuss"||s==="bars")),this.enable("bars",s!=="bars"),this.rows.replaceChildren(...(t?.bars??[]).map(n=>si(n,e)))}enable(t,e){for(let s of this.moves)s.
dataset.move===t&&(s.disabled=!e)}};function si([o,t,e],s){let i=e===null?"":e?"✓ ":"✗ ",n=t.map((h,c)=>{let l=Math.round(100*h/Math.max(1,s[c]??0)),d=a("sp\
an",{class:"q-class-bar"});d.style.setProperty("--q-share",`${l}%`);let p=t.length>1?`${ei[c]} `:"";return a("span",{class:"q-class-round"},d,a("small",{},`${p}${v(
h)} (${l} %)`))}),r={option:o,right:String(e)};return a("div",{class:"q-class-row",data:r},a("code",{},`${i}${j(o)}`),a("span",{},...n))}var oi="http://www.w3.org/2000/svg";function E(o,t,...e){let s=document.createElementNS(oi,o);for(let[i,n]of Object.entries(t))s.setAttribute(i,String(n));return s.
append(...e),s}var ds={[q.WAITING]:"M2 6h3v4H2zM6.5 6h3v4h-3zM11 6h3v4h-3z",[q.PRIORITIZED]:"M8 1.5 14.5 8 8 14.5 1.5 8z",[q.DELAYED]:"M8 1.5A6.5 6.5 0 1 1 8 14.5 6.5 6.5 0 0 \
1 8 1.5M8 4.5V8.3L10.6 10",[q.WAITING_CHILDREN]:"M8 2v5M8 7H3.5v4M8 7h4.5v4M2 11h3v3H2zM11 11h3v3h-3z",[q.ACTIVE]:"M4 2.5 13 8 4 13.5z",[q.COMPLETED]:"M2.5 8.5 \
6.3 12.3 13.5 4",[q.FAILED]:"M3.5 3.5 12.5 12.5M12.5 3.5 3.5 12.5",[q.UNKNOWN]:"M5.5 6A2.5 2.5 0 1 1 8.6 8.4Q8 8.7 8 10M8 12.2V12.6",first:"M4 3v10M13 3 6 8l7 5\
z",back:"M11 3 4.5 8 11 13z",forward:"M5 3 11.5 8 5 13z",last:"M12 3v10M3 3 10 8l-7 5z",play:"M4 2.5 13 8 4 13.5z",pause:"M5 3v10M11 3v10",removed:"M3 4.5h10M6 \
4.5V2.8h4v1.7M4.5 4.5l.7 9h5.6l.7-9",job:"M2 8h8M7 4.5 10.5 8 7 11.5M13.5 3v10",lock:"M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",bell:"M3 11.5h10M4 11.5V8a4\
 4 0 0 1 8 0v3.5M7 13.8h2",tape:"M1.5 4h13v8h-13zM4 4v8M12 4v8"};function $(o,t=16){let e={viewBox:"0 0 16 16",width:t,height:t},s=E("path",{d:ds[o]??ds[q.UNKNOWN]??
""});return E("svg",{...e,"aria-hidden":"true",class:`q-icon q-icon-${o}`},s)}var ii="lock not seen";function Ee(o,t,e){if(e&&!(o&&o.expires!==null&&o.expires>t))return{left:null,words:ii};if(!o)return{left:null,words:"no lock"};if(o.expires===
null)return{left:null,words:"lock, no TTL"};let s=Math.max(o.expires-t,0);return{left:s,words:`${f(o.value,22)} · ${et(s)} left`}}function ps(o,t,e,s){o.showFoot(
"q-foot q-lock"),delete o.element.dataset.score;let{left:i,words:n}=Ee(t,e,s);if(o.foot.dataset.words===n)return;o.foot.dataset.words=n,o.foot.removeAttribute("\
title");let r=a("span");r.style.width=`${i===null||!t?.life?0:Math.min(100,100*i/t.life)}%`,k(o.foot,[$("lock",12),a("span",{},n),a("span",{class:"q-life"},r)])}var us=60,ni={FAILED:"✕",DONE:"✓",RUNNING:"▸",LEFT:"▫"},fs=5,ws=new Map(N);function mt({step:o,moves:t}){if(!o)return null;let e=[...t.values()].filter(
([,,n,r])=>n!==r),i=e.find(([n,r])=>n===o.queue&&r===o.job)??e[0]??null;return i?{queue:i[0],job:i[1],move:i}:o.queue!==null&&o.job!==null?{queue:o.queue,job:o.
job,move:null}:null}function bs(o,t,e,s){let i=o.state.get(A(o.data.prefix,t,e)),n=it(i),r=e===u.DELAYED||e===u.PRIORITIZED?n.slice(0,us):n.slice(-us),h=n.find(
([d])=>s?.queue===t&&d===s.job);h&&!r.includes(h)&&r.unshift(h);let c=r.map(([d,p])=>ms(o,t,e,d,p,s));return s?.queue===t&&s.move&&ri(s.move,e)&&s&&c.push({...ms(
o,t,e,s.job,null,s),gone:!0,note:"✖ removed"}),{role:e,count:i&&n.length?Y(i):0,items:c}}var ri=([,,o,t],e)=>t===null&&e!==u.PAUSED&&ws.get(e)===o;function ms(o,t,e,s,i,n){
let{name:r,made:h,allowed:c}=o.job(t,s),l=n?.queue===t&&n.job===s,d=hi(o,t,e,s,i,l),p=c>1&&c<=fs?ai(h,c,ws.get(e)??""):"",g=c>fs?`${h}/${c}${d?" · ":""}${d}`:d;
return{job:s,id:f(s,14),name:f(r,24),pips:p,note:g,moves:l,gone:!1}}function ai(o,t,e){let{FAILED:s,DONE:i,RUNNING:n,LEFT:r}=ni,h=e===q.COMPLETED&&o>0,c=h?i:e===
q.ACTIVE&&o<t?n:"";return(s.repeat(Math.max(0,h?o-1:o))+c).padEnd(t,r)}function hi(o,t,e,s,i,n){if(e===u.DELAYED&&i!==null){let l=gs(o,Et(B(e,s,i,o.at,o.data.start).
label,2));return n?l:` ${l.replace("due in ","in ")}`}if(e!==u.ACTIVE||!n)return"";let r=o.state.get(J(o.data.prefix,t,s,u.LOCK)),{left:h,words:c}=Ee(r,o.at,o.data.
watched);return h===null?r?.expires===null&&!o.data.watched?"lock":c:`lock ${gs(o,et(h))}`}var gs=({between:o},t)=>o?t.replace(/(\.\d)\d\d s$/,"$1 s"):t.replace(
/\.000 s$/," s");var Me="removed",xs=new Map(N),It=class{constructor(t,e){this.data=t,this.onAnswer=e,this.on=!1,this.steps=null,this.asking=0,this.answers=new Map}stops(t){return!this.
on||this.answers.has(t)||this.steps&&!this.steps.has(t)?!1:this.question(t)!==null}question(t){let e=this.data.step(t),s=mt({step:e,moves:Ot(e?.moves??[])});if(!e||
!s?.move)return null;let{queue:i,job:n}=s,h=K.filter(c=>!V.includes(c)&&c!==u.PAUSED).filter(c=>this.data.hasUsed(i,c));return{step:t,queue:i,job:n,title:e.title,
choices:[...V,...h,Me]}}answer(t){let e=this.data.step(this.asking),s=mt({step:e,moves:Ot(e?.moves??[])});if(!s?.move)return null;let[i,n,,r]=s.move,h=r===null?
Me:N.find(([,d])=>d===r)?.[0]??r,c=t===h||r!==null&&xs.get(t)===r,l={step:this.asking,queue:i,job:n,guess:t,truth:h,right:c};return this.answers.set(this.asking,
l),this.asking=0,this.onAnswer([...this.answers.values()].filter(d=>d.guess)),l}};function ys({job:o,guess:t,truth:e,right:s}){let i=e===Me?`job ${o} is removed`:
`job ${o} is in \`${e}\``;if(s)return`✓ Right: ${i}.`;let n=Ve[xs.get(t)??""];return`✗ You said \`${t}\`, but ${i}.${n?` \`${t}\` would mean: ${n}`:""}`}var Rt=class{constructor(t,e){this.player=t,this.quiz=new It(t.data,e),this.votes=new Nt}begin(t,e){this.quiz.on=t,this.quiz.steps=e?.length?new Set(e):null,this.
quiz.asking=0,this.votes.stop(),t&&this.player.shows!=="stage"?this.player.look("stage"):this.player.redraw()}stops(t){let{player:e,quiz:s}=this,i=s.asking===t;
return i&&(s.answer(""),this.votes.reveal(t)),i||e.shows!=="stage"||!s.stops(t)?!1:(e.index!==t-1&&e.show(t-1),s.asking=t,this.votes.ask(t),e.redraw(),!0)}choose(t){
let e=this.quiz.question(this.quiz.asking)?.choices[t-1];e!==void 0&&this.guess(e)}guess(t){let e=this.quiz.answer(t);e&&(this.votes.reveal(e.step),this.player.
show(e.step))}};function I(o,t=120){let e=P(o);if(e.length<=t)return a("code",{class:"q-raw"},e||'""');let s=a("code",{class:"q-raw"},Q(e,t)),i=a("button",{type:"button",class:"\
q-more","aria-expanded":"false"}),n=r=>{i.textContent=r?"show less":`show all (+${v(e.length-t+1)})`};return i.addEventListener("click",()=>{let r=i.getAttribute(
"aria-expanded")!=="true";i.setAttribute("aria-expanded",String(r)),s.textContent=r?e:Q(e,t),s.classList.toggle("q-whole",r),r?s.tabIndex=0:s.removeAttribute("t\
abindex"),n(r)}),n(!1),a("span",{},s," ",i)}function W(o){let t=document.createDocumentFragment(),e=P(o).split(/`([^`]{1,60})`/);for(let[s,i]of e.entries())t.append(
s%2?a("code",{},i):i);return t}var ci={born:"✚ new",gone:"✖ gone",added:"+",removed:"−",changed:"~",trimmed:"− trimmed",size:"~ size",ttl:"~ TTL",encoding:"~ encoding"},$e=o=>a("p",{class:"\
q-quiet"},o);function vs(o,t){return t?t.changes.length?t.changes.map(e=>{let s=a("small",{class:"q-quiet"},o.key(e.key).role),i=e.lines.map(r=>Te(o,r)),n=a("di\
v",{},I(e.key,64)," ",s);return a("div",{class:"q-change",data:{touch:e.key}},n,a("ul",{},...i))}):[$e("Nothing changed in Redis.")]:[$e("Before the first step.")]}
function Te(o,[t,e,s,i,n]){let r=o.words[n],h=a("li",{data:{kind:t}},a("b",{class:"q-sign"},ci[t]??t)," ");return e&&h.append(a("code",{class:"q-where"},`${j(e)}\
 `)),t!=="born"&&t!=="gone"&&h.append(...li(s,i)),r&&h.append(a("span",{class:"q-meaning"}," ",W(r))),h}function li(o,t){return o!==null&&t!==null?[a("del",{},I(
o,48))," → ",I(t,80)]:[I(t??o??"",80)]}function ks(o,t,e){if(!t?.commands.length)return[$e(t&&t.script===null?"No script ran, or it was not traced.":"No comma\
nds.")];let s=t.commands.map(i=>a("li",{},di(o,i,e)));return[a("ol",{class:"q-commands"},...s)]}function di(o,[t,e,s],i){let n=e.map(p=>s.includes(p)?a("em",{},
f(p,90)):f(p,90)),r=[...new Set(s.map(p=>o.key(p).role))].join(", "),h={mouseenter:()=>i(s),focus:()=>i(s),mouseleave:()=>i([]),blur:()=>i([]),click:()=>i(s,!0)},
c=f([t,...e].join(" "),600),l=n.flatMap(p=>[" ",p]),d=r?a("small",{},` ${r}`):null;return a("button",{type:"button",class:"q-command",title:c,on:h},a("b",{},t),
...l,d)}function jt(o,t){let e=o.step(t);if(!e)return`Beginning, before the first of ${M(o.length,"step")}.`;let s=e.changes.length?`${M(e.changes.length,"key")}\
 changed.`:"Nothing changed.";return`Step ${t} of ${o.length}, ${R(e.at-o.start)}. ${e.sentence} ${s}`}function qs(o){let t=o.steps.map(e=>e.sentence).sort((e,s)=>e.
length-s.length);return Q(j(t[Math.floor(t.length*.9)]??""),220)}var Se=["Python","TypeScript","NestJS"],Es="Lua",pi="No script ran in this step, or it was not traced.",ui=o=>`The script ${o} ran. Its Lua is not in this page,\
 or PyPI's bullmq has none of that name.

A page holds it when written with to_html(path, lua=True); in a notebook, qlab.Player shows it.`,fi=60,Ct=class{constructor(){this.language=Se[0]??"",this.data=
null,this.step=void 0,this.at=0,this.buttons=[...Se,Es].map(s=>y("q-view",()=>this.choose(s),{data:{name:s}},s));let t=a("div",{class:"q-views",role:"group","ar\
ia-label":"language"},...this.buttons);this.back=y("q-button",()=>this.move(-1),{title:"The command before (,)","aria-label":"back"},"‹"),this.next=y("q-butto\
n",()=>this.move(1),{title:"The next command (.)","aria-label":"next"},"›"),this.running=a("span",{class:"q-code-command",role:"status"}),this.steps=a("div",{
class:"q-code-steps"},this.back,this.next,this.running);let e={class:"q-code-text",tabindex:"0",role:"group","aria-label":"code"};this.text=a("pre",e),this.element=
a("div",{class:"q-code"},t,this.steps,this.text)}update(t,e){e!==this.step&&(this.at=0),this.data=t,this.step=e,this.draw()}choose(t){this.language=t,this.draw()}move(t){
let e=(this.step?.commands.length??0)-1;this.at=Math.max(0,Math.min(this.at+t,e)),this.draw()}draw(){for(let s of this.buttons)L(s,"aria-pressed",String(s.dataset.
name===this.language));let t=this.language===Es;if(this.steps.hidden=!t||!this.step?.lua.length||!this.step.commands.length,x(this.element,"language",this.language),
t)return this.drawLua();let e=this.step?.code[Se.indexOf(this.language)];return this.text.replaceChildren(e===void 0?"Before the first step.":this.word(e))}word(t){
return P(this.data?.words[t]??"")}drawLua(){let{step:t}=this;if(!t?.lua.length)return this.text.replaceChildren(t?.script?ui(t.script):pi);let[e="",s=[],,i=[]]=t.
commands[this.at]??[],n=t.lua.flatMap(([d,p],g)=>[`-- ${d}, as PyPI's bullmq ships it
`,...this.lit(p.map(b=>this.word(b)).join("").split(`
`),new Set(i[g]))]);this.text.replaceChildren(...n);let r=Math.max(0,...i.map(d=>d.length)),h=r>1?`; ${M(r,"line")} call it, and no trace tells which`:"",c=f([e,
...s].join(" "),fi);m(this.running,`command ${this.at+1} of ${t.commands.length}: ${c}${h}`),this.back.disabled=this.at===0,this.next.disabled=this.at>=t.commands.
length-1;let[l]=this.text.getElementsByTagName("mark");this.text.scrollTop=l?l.offsetTop-this.text.clientHeight/3:0}lit(t,e){let s=[],i="";return t.forEach((n,r)=>{
let h=`${String(r+1).padStart(4)}  ${n}
`;if(!e.has(r+1)){i+=h;return}s.push(i,a("mark",{},h)),i=""}),[...s,i]}};var mi=24,gi=5,Ms=[u.EVENTS,u.MARKER,u.META,u.ID],Ae=new Map(N),Dt=class{constructor(t,e){this.redraw=t,this.tab="changes",this.code=new Ct;let s=(c,l,d)=>y("q-\
view",()=>this.open(c),{data:{tab:c},title:d},l);this.tabs=[s("changes","Changes","What changed in Redis"),s("code","Code","The call and its Lua (C)")],this.title=
a("h3",{}),this.script=a("p",{class:"q-drawer-script"}),this.changes=a("div",{class:"q-changes"});let i={tabindex:"0",role:"group","aria-label":"what changed"};
this.body=a("div",{class:"q-drawer-body",...i},this.changes),this.scrolled=!1,this.body.addEventListener("scroll",()=>{this.scrolled=!0}),this.answer=a("div",{class:"\
q-answer",role:"status",tabindex:"0"});let n=a("span",{class:"q-views",role:"group","aria-label":"beside the stage"},...this.tabs),h=[a("header",{},this.title,this.
script,n),this.answer,e,this.body,this.code.element];this.element=a("aside",{class:"q-drawer","aria-label":"the difference"},...h),this.show("changes")}open(t){
this.tab=t,this.redraw()}show(t){x(this.element,"tab",t);for(let e of this.tabs)L(e,"aria-pressed",String(e.dataset.tab===t))}ask({job:t,title:e,choices:s},i){this.
show("changes"),m(this.title,`Where does job ${f(t,14)} go?`),m(this.script,`Next: ${f(e,60)}`),this.script.hidden=!1,this.answer.replaceChildren();let n=s.map(
(r,h)=>{let c=Ae.get(r),l=c?$(c):$("removed"),d=[a("kbd",{},String(h+1)),l,a("span",{},r)];return y(`q-choice q-state-${c}`,()=>i(r),{data:{choice:r}},...d)});this.
changes.replaceChildren(a("div",{class:"q-choices",role:"group","aria-label":"answers"},...n))}judge(t){let e=t?.guess?ys(t):"";x(this.answer,"right",String(!!t?.
right)),this.answer.replaceChildren(...e?[W(e)]:[])}toTop(){this.scrolled&&(this.body.scrollTop=0),this.scrolled=!1}update(t){let{step:e}=t;this.show(this.tab),
this.tab==="code"&&this.code.update(t.data,e);let s=[...e?.changes??[]].sort((h,c)=>$s(t,h)-$s(t,c));m(this.title,e?`${M(s.length,"key")} changed`:"The beginnin\
g"),m(this.script,e?.script?`script ${e.script}`:"no script"),this.script.hidden=!e?.script,this.toTop();let i=a("p",{class:"q-quiet"},e?"Nothing changed in Red\
is.":"Before the first step."),n=s.slice(0,mi).map(h=>wi(t,h)),r=s.length-n.length;r>0&&n.push(a("section",{class:"q-quiet"},`… and ${M(r,"more key")}: K show\
s them all.`)),this.changes.replaceChildren(...n.length?n:[i])}};function $s(o,t){let{role:e}=o.data.key(t.key);return Ae.has(e)?0:Ms.includes(e)?2+Ms.indexOf(e):
1}function wi(o,t){let{data:e}=o,{role:s}=e.key(t.key),i=Ae.get(s),n=t.lines.some(([b])=>b==="gone")?"✖ key gone":o.kinds.get(t.key)==="born"?"✚ new key":"",
r=t.lines.filter(([b])=>b!=="gone"&&b!=="born"),h=(r.length?r:t.lines).slice(0,gi).map(b=>Te(e,b)),c=r.length-h.length,l=n?a("span",{class:n.startsWith("✖")?"\
q-key-gone":"q-key-new"},n):null,d=a("code",{},f(t.key.slice(e.prefix.length+1)||t.key,40)),p=a("i",{class:i?`q-swatch q-state-${i}`:"q-swatch"}),g=c>0?a("li",{
class:"q-quiet"},`… and ${c} more`):null;return a("section",{data:{touch:t.key}},a("h4",{},p,d,l),a("ul",{},...h,g))}var bi={born:"✚ new",gone:"✖ gone",changed:"✎ changed"},D=o=>o?a("span",{class:`q-mark q-mark-${o}`,text:bi[o]}):null;var Oe=["card","name","id","dot"];var _t=class{constructor(t){this.row=t?28:34,this.mover=t?52:70,this.head=t?36:38,this.strip=t?30:38,this.idLetter=9.2,this.nameLetter=7.9,this.moverLetter=t?12.4:
17,this.moverLong=t?9.2:11,this.moverName=t?9:10.4}width(t,e){if(e==="dot")return 14;if(e==="mover")return this.moverWidth(t);let s=16+t.id.length*this.idLetter;
if(e==="id"||!t.name)return s;let i=s+16+t.name.length*this.nameLetter+t.note.length*this.nameLetter;return e==="card"&&t.pips?i+10+Ts(t.pips):i}moverWidth(t){let e=Ts(
t.pips)+8+t.note.length*this.nameLetter,s=t.id.length>4?this.moverLong:this.moverLetter;return 30+t.id.length*s+28+Math.max(t.name.length*this.moverName,e)}height(t){
return t==="dot"?14:t==="mover"?this.mover:this.row}};function xi(o,t,e,s){return t==="card"&&s.width(o,t)>e?"name":t}var Ts=o=>13*o.length;function Ss(o,t,e,s){
let i=e==="dot"?4:7,n=[],[r,h,c]=[0,0,0];for(let l of o){let d=l.moves?"mover":xi(l,e,t,s),[p,g]=[Math.min(s.width(l,d),t),s.height(d)];r>0&&r+p>t&&([r,h,c]=[0,
h+c+i,0]),n.push({item:l,look:d,rect:{x:r,y:h,w:p,h:g}}),r+=p+i,c=Math.max(c,g)}return{placed:n,height:h+c}}function As(o,t){let e=o.find(({look:n})=>n==="mover"),
s=o.filter(n=>n!==e&&n.rect.y+n.rect.h<=t);return e?e.rect.y+e.rect.h<=t?[e,...s]:[{...e,rect:{...e.rect,x:0,y:0}},...s.filter(({rect:n})=>n.y>=e.rect.h)]:s}function Le(o,{x:t,y:e,w:s,h:i}){T(o,"transform",`translate(${Math.round(t)}px, ${Math.round(e)}px)`),T(o,"width",`${Math.round(s)}px`),T(o,"height",`${Math.round(
i)}px`)}var Pt=class{constructor(t,e,s){this.id=a("b"),this.name=a("span",{class:"q-job-name"}),this.pips=a("span",{class:"q-pips"}),this.note=a("span",{class:"\
q-job-note"});let i=a("span",{class:"q-job-more"},this.pips,this.note);this.parts=[this.id,a("span",{class:"q-job-words"},this.name,i)],this.element=y("q-job",()=>s(
t,e),{data:{queue:t,job:e}})}tell(t,e){m(this.id,t.id),m(this.name,e==="id"?"":t.name),m(this.pips,e==="card"||e==="mover"?t.pips:""),m(this.note,e==="id"?"":t.
note)}update({item:t,look:e,rect:s},i,n,r){Le(this.element,s),k(this.element,e==="dot"?[]:this.parts),e!=="dot"&&this.tell(t,e);let h=String(t.id.length>4);for(let[
d,p]of Object.entries({look:e,state:i,long:h,gone:String(t.gone)}))x(this.element,d,p);let c=[t.name&&` ${j(t.name)}`,`, in ${n}`,t.note&&`, ${t.note.trim()}`],
l=`job ${j(t.job)}${c.filter(Boolean).join("")}`;this.element.title!==l&&(this.element.title=l),L(this.element,"aria-label",e==="dot"||e==="id"?l:null),L(this.element,
"aria-pressed",String(r))}};var vi=9.2,ki=108,qi=60,Bt=class{constructor(t,e,s){this.letters=t.length,this.count=a("span",{class:"q-pot-count"}),this.mark=a("span",{class:"q-pot-mark"}),this.
extra=a("span",{class:"q-pot-extra"}),this.title=y("q-pot-name",s,{title:H[t]?.[1]??""},$(e),` ${t}`);let i=a("div",{class:"q-pot-head"},this.title,this.mark,this.
extra,this.count),n=`q-pot q-state-${e}`;this.element=a("div",{class:n,data:{role:t},role:"group","aria-label":t},i),this.element.addEventListener("click",r=>{r.
target instanceof Element&&!r.target.closest("button")&&s()})}leave(t){this.extra.replaceChildren(...t?[a("span",{class:"q-left"},t)]:[]),x(this.element,"left",
String(!!t))}update(t,e,s,i){Le(this.element,t),x(this.element,"strip",String(s));let n=t.w>this.letters*vi+ki+(i&&i!=="changed"?qi:0);m(this.count,e?v(e):n?"em\
pty":"0");let r=D(i==="changed"?void 0:i);(r||this.mark.firstChild)&&k(this.mark,r?[r]:[])}};var Ei=[1,2,5,10,15,30,60,120,300,600,900,1800,3600,7200,14400,43200,86400],Os=864e5,Mi=20,$i=.16,Ls=o=>Ei.map(t=>t*1e3).find(t=>t>=o)??Math.ceil(o/Os)*Os;function zt({
data:o,at:t,byTime:e},s){let i=o.length?o.elapsedAt(o.length):0;if(e){let c=Math.max(s||i,1e3)*1.1;return[t-c*$i,t+c]}let n=Math.max(i,s,1e3);if(!s||n<=s*3||n<=
3e4)return[o.start,o.start+n*1.06];let r=Ls(s*2),h=o.start+Math.floor((t-o.start)/r)*r;return[h,h+r*1.5]}function Ft(o,t,e){let s=Ls((t-o)/6.5),i=[],n=Math.ceil(
(o-e)/s)*s+e;for(;n<=t&&i.length<Mi;n+=s)i.push(n);return i.filter(r=>r>=e)}var Wt=class{constructor(t,e,s){this.width=t,this.token=e,this.most=s,this.gap=6,this.
lanes=[]}get length(){return this.lanes.length}hang(t){let e=t+this.token>this.width&&t>=this.token;return{left:e?t-this.token:Math.max(0,Math.min(t,this.width-
this.token)),hangs:e}}take(t){let e=this.lanes.findIndex(([,r])=>r<=t);if(e>=0)return this.stand(e,t);if(this.lanes.length<this.most)return this.stand(this.lanes.
length,t);let s=this.best(([,r])=>r+this.token<=this.width?-r:Number.NEGATIVE_INFINITY);if(s>=0)return this.stand(s,this.lanes[s]?.[1]??t);let i=this.token+this.
gap,n=this.best(([r])=>r>=i?r:Number.NEGATIVE_INFINITY);return n>=0?this.stand(n,(this.lanes[n]?.[0]??i)-i):this.stand(this.lanes.length,t)}best(t){let e=this.lanes.
map(t),s=Math.max(Number.NEGATIVE_INFINITY,...e);return s===Number.NEGATIVE_INFINITY?-1:e.indexOf(s)}stand(t,e){let[s,i]=this.lanes[t]??[e,e];return this.lanes[t]=
[Math.min(s,e),Math.max(i,e+this.token+this.gap)],{lane:t,stands:e}}};var gt=({x:o,y:t,w:e,h:s})=>({x:o+e/2,y:t+s/2}),Kt=(o,t,e,s)=>`M${o} ${t}C${(o+e)/2} ${t} ${(o+e)/2} ${s} ${e} ${s}`;function Is({boxes:o,narrow:t,hung:e,scale:s}){
let i=o.get(u.DELAYED),n=t?[]:Ti(o);if(!i)return n;let r=i.rect.y+i.rect.h-34,h=e.stems.map(({x:d,from:p})=>`M${d} ${p+i.rect.y}V${r}`).join(""),c=`M${s.left} ${r}\
H${s.right}`,l=e.stems.map(({x:d})=>E("circle",{cx:d,cy:r,r:4,class:"q-due"}));return[...n,E("path",{d:c,class:"q-axis-line"}),E("path",{d:h,class:"q-stems"}),...l]}
function Ti(o){let[t,e,s,i,n]=[u.WAIT,u.ACTIVE,u.COMPLETED,u.FAILED,u.DELAYED].map(g=>o.get(g)?.rect);if(!t||!e||!s||!i||!n)return[];let r=gt(e),h=[Kt(t.x+t.w,gt(
t).y,e.x,r.y),Kt(e.x+e.w,r.y,s.x,gt(s).y),Kt(e.x+e.w,r.y,i.x,gt(i).y)],c=e.x+50,l=t.x+t.w/2,d=Math.max(...Ge.map(g=>Si(o.get(g)?.rect))),p=`M${c} ${e.y+e.h}V${n.
y-4}M${l} ${n.y}V${d+4}`;return[E("path",{d:h.join(""),class:"q-pipe"}),E("path",{d:p,class:"q-way"})]}var Si=o=>o?o.y+o.h:0;function Rs({boxes:o,narrow:t,scale:e},s,i){
let[n,r,h]=[u.ACTIVE,u.WAIT,u.DELAYED].map(b=>o.get(b)?.rect);if(!n||!r||!h)return[];let c=t?[]:[Ne("q-way-words",n.x+58,h.y-24,"↓ retry, after a backoff"),Ne(
"q-way-words",r.x+r.w/2+8,h.y-24,"↑ due")],l=h.y+h.h-30,d=Ft(e.from,e.to,s).map(b=>({x:e.x(b),text:`+${G(b-s)}`})),g=d.filter(({x:b},w)=>w===0||b-(d[w-1]?.x??
0)>52||w%2===0).filter(({x:b,text:w})=>b<e.right-20&&Ai(b,w.length*Oi+2,i));return[...c,...g.map(({x:b,text:w})=>Ne("q-tick-words",b,l,w))]}var Ai=(o,t,[e,s])=>o+
t<e||o-t>s;function Ne(o,t,e,s){let i=a("span",{class:o},s);return i.style.left=`${Math.round(t)}px`,i.style.top=`${Math.round(e)}px`,i}var Oi=3.7,X=9;function js(o,t,e){
if(!t||!e)return k(o,[]);let s=gt(t),i={x:Ns(s.x,e.x+16,e.x+e.w-16),y:Ns(s.y,e.y+8,e.y+e.h-8)},r=Math.abs(s.x-i.x)>Math.abs(s.y-i.y)?Li(t,s,e,i):Ni(t,s,e,i),h={
d:r.line,pathLength:1};return k(o,[E("path",{...h,class:"q-trail q-halo"}),E("path",{...h,class:"q-trail"}),E("path",{d:r.head,class:"q-trail-head"})])}function Li(o,t,e,s){
let i=t.x<s.x,[n,r]=i?[o.x+o.w,e.x]:[o.x,e.x+e.w],h=r-(i?X:-X),c=`M${r} ${s.y}L${h} ${s.y-X*.8}L${h} ${s.y+X*.8}Z`;return{line:Kt(n,t.y,h,s.y),head:c}}function Ni(o,t,e,s){
let i=t.y<s.y,[n,r]=i?[o.y+o.h,e.y]:[o.y,e.y+e.h],h=r-(i?X:-X),c=(n+h)/2;return{line:`M${t.x} ${n}C${t.x} ${c} ${s.x} ${c} ${s.x} ${h}`,head:`M${s.x} ${r}L${s.x-
X*.8} ${h}L${s.x+X*.8} ${h}Z`}}var Ns=(o,t,e)=>Math.max(t,Math.min(o,Math.max(t,e)));var wt=9,Ht=10,Ii=8;function Ie(o,t,e){let s=o.map(r=>r.map((h,c)=>Cs(h,Ri(r,t.w)[c]??0,0,e))),i=t.h-Ht*(o.length-1);for(;Vt(s)>i&&ji(s,e););Ci(s,i,e);let n=t.y+
Math.max(0,(i-Vt(s))/2);return s.flatMap(r=>{let h=Re(r),c=t.x,l=r.map(d=>{let p=Pi(d,c,n,h,e);return c+=d.width+Ht,p});return n+=h+Ht,l})}function Ri(o,t){let e=o.
map(({role:i})=>i.length+Ii),s=(t-Ht*(o.length-1))/e.reduce((i,n)=>i+n,0);return e.map(i=>i*s)}var Re=o=>Math.max(...o.map(t=>t.height)),Vt=o=>o.reduce((t,e)=>t+
Re(e),0);function Cs(o,t,e,s){if(!o.items.length)return{contents:o,width:t,look:e,height:s.strip,placed:[]};let{placed:i,height:n}=Ss(o.items,t-2*wt,Oe[e],s);return{
contents:o,width:t,look:e,height:s.head+n+wt,placed:i}}function ji(o,t){let s=o.flat().filter(i=>i.placed.length&&i.look<Oe.length-1).sort((i,n)=>n.height-i.height)[0];
return s?(Object.assign(s,Cs(s.contents,s.width,s.look+1,t)),!0):!1}function Ci(o,t,e){for(let s=Vt(o)-t;s>0;s=Vt(o)-t){let i=o.flat().sort((r,h)=>Yt(h,e)-Yt(r,
e))[0];if(!i||Yt(i,e)<=0&&!Di(o,e))return;if(Yt(i,e)<=0)continue;let n=Math.max(Ds(i,e),i.height-s);Object.assign(i,{height:n,placed:As(i.placed,n-e.head-wt)})}}
var Yt=(o,t)=>o.height-Ds(o,t);function Ds({placed:o},t){return o.length?t.head+wt+Math.max(...o.map(({look:e})=>e==="mover"?t.mover:14)):t.strip}function Di(o,t){
let e=o.findLast(s=>Re(s)>t.strip&&s.every(i=>!_i(i)));for(let s of e??[])Object.assign(s,{height:t.strip,placed:[]});return e!==void 0}var _i=({placed:o})=>o.some(
({look:t})=>t==="mover");function Pi({contents:o,width:t,placed:e},s,i,n,r){let h=e.map(d=>({...d,rect:bt(d.rect,s+wt,i+r.head)})),c=!e.length,l=c?{x:s,y:i+(n-r.
strip)/2,w:t,h:r.strip}:{x:s,y:i,w:t,h:n};return{...o,rect:l,placed:h,strip:c}}var bt=(o,t,e)=>({...o,x:o.x+t,y:o.y+e});var _s=34,Ut=14,st=6,Bi=100,Gt=18,Wi=["name","id"],Jt=class{constructor([t,e],s,i){this.from=t,this.to=e,this.left=s,this.right=i}x(t){let e=(t-this.from)/(this.
to-this.from);return this.left+Math.max(0,Math.min(1,e))*(this.right-this.left)}};function Ps(o,t,e,s){for(let i of Wi){let n=zi(o,t,i,s);if(n.height<=e)return n}
return Fi(o,t,e,s)}function zi(o,t,e,s){let i=[],r=o.filter(({item:h})=>!h.moves).sort((h,c)=>h.due-c.due).map(({item:h,due:c})=>{let l=s.width(h,e),d=Ws(t,c,l),
p=i.findIndex(b=>b.every(([w,_])=>d>_+st||d+l+st<w)),g=p<0?i.length:p;return i[g]=[...i[g]??[],[d,d+l]],{item:h,look:e,rect:{x:d,y:-(g+1)*(s.row+st),w:l,h:s.row}}});
return Bs(o,r,t,s)}function Fi(o,t,e,s){let i=new Map,n=o.some(({item:c})=>c.moves)?s.mover+st:0,r=Math.max(1,Math.floor((e-_s-Ut-n)/Gt)),h=o.flatMap(({item:c,due:l})=>{
let d=Math.floor(t.x(l)/Gt),p=i.get(d)??0;return c.moves||p>=r?[]:(i.set(d,p+1),[{item:c,look:"dot",rect:{x:d*Gt,y:-(p+1)*Gt,w:14,h:14}}])});return Bs(o,h,t,s)}
function Bs(o,t,e,s){let i=[...t];for(let{item:d,due:p}of o.filter(g=>g.item.moves)){let g=Math.min(s.width(d,"mover"),e.right-Ut),b=Ws(e,p,g),w=t.filter(({rect:S})=>b<
S.x+S.w+st&&S.x<b+g+st),_=Math.min(0,...w.map(({rect:S})=>S.y));i.push({item:d,look:"mover",rect:{x:b,y:_-s.mover-st,w:g,h:s.mover}})}let n=Math.min(0,...i.map(
({rect:d})=>d.y)),r=(e.left<Bi?s.head:Ut)-n,h=new Map(o.map(({item:d,due:p})=>[d,p])),c=i.map(d=>({...d,rect:bt(d.rect,0,r)})),l=c.filter(({look:d})=>d!=="dot").
map(({item:d,rect:p})=>({x:e.x(h.get(d)??e.from),from:p.y+p.h}));return{placed:c,stems:l,height:r+_s}}function Ws(o,t,e){let s=o.x(t)-10;return s+e>o.right?Math.
max(Ut/2,Math.min(s+20,o.right)-e):s}var Ki=620,zs={w:840,h:430},Yi=34,Fs=196,Hi=66,Vi=[u.WAITING_CHILDREN,u.WAIT,u.PAUSED,u.PRIORITIZED].map(String);function Ks(o,t,e,s,i){let n=s.w<Ki,r=n||s.h<zs.
h||s.w<zs.w,h=new _t(r),c=K.filter(F=>V.includes(F)||o.data.hasUsed(t,F)),l=new Map(c.map(F=>[F,bs(o,t,F,e)])),d=l.get(u.DELAYED),p=Gi(o,t,s,n,i),g=Ui(d,p,s,h,o,
t),b=n?10:Yi,w={x:0,y:0,w:s.w,h:s.h-g.height-b},_=n?Qi(l,w,h):Ji(l,w,h),S={x:0,y:s.h-g.height,w:s.w,h:g.height},U=g.placed.map(F=>({...F,rect:bt(F.rect,0,S.y)}));
return d&&_.push({...d,rect:S,placed:U,strip:!U.length&&!n}),{boxes:new Map(_.map(F=>[F.role,F])),scale:p,hung:g,narrow:n,sizes:h,small:r}}function Gi(o,t,e,s,i){
let n=i.waits.of(A(o.data.prefix,t,u.DELAYED));return new Jt(zt(o,n),s?24:Fs,e.w-Hi)}function Ui(o,t,e,s,i,n){let r=i.state.get(A(i.data.prefix,n,u.DELAYED)),h=new Map(
(r?.type==="zset"?r.value:[]).map(([p,g])=>[p,Z(g)])),c=(o?.items??[]).map(p=>({item:p,due:h.get(p.job)??i.at})),l=c.some(({item:p})=>p.moves)?s.mover:0,d=Math.
max(e.h*(t.left<Fs?.36:.46),s.head+60+l);return Ps(c,t,d,s)}var Ys=(o,t)=>t.map(e=>o.get(e)).filter(e=>e!==void 0);function Ji(o,t,e){let s=t.w>800?46:34,i=(t.w-
2*s)/3.3;return[{roles:Vi,x:0,w:i*1.12},{roles:[u.ACTIVE],x:i*1.12+s,w:i*1.08},{roles:ge,x:i*2.2+2*s,w:i*1.1}].flatMap(({roles:r,x:h,w:c})=>{let l=Ys(o,r).map(d=>[
d]);return Ie(l,{...t,x:h,w:c},e)})}function Qi(o,t,e){let s=[u.WAITING_CHILDREN,u.PRIORITIZED],n=[[u.WAIT,u.PAUSED],s,[u.ACTIVE],ge].map(r=>Ys(o,r)).filter(r=>r.
length);return Ie(n,t,e)}var Zi=new Map(N);function Hs({boxes:o},t,e){let s=[...o.values()].filter(({role:i})=>Zi.get(i)===t);return s.find(({items:i})=>i.some(
n=>n.job===e))??s[0]}var Us=new Map(N),Xi=[u.WAIT,u.ACTIVE,u.COMPLETED].map(String);function Js(o,t,e,s){let i=e?.queue===t?e:null,r=K.filter(c=>Vs(o,t,c)||Xi.includes(c)||Gs(i,c)).
map(c=>{let l=Us.get(c)??q.UNKNOWN,d=Vs(o,t,c),p=i&&Gs(i,c)?tn(o,i,l,s):null,g=a("span",{class:`q-line-state q-state-${l}`,data:{empty:String(!d)}},$(l),` ${c} `);
return a("span",{class:"q-line-part"},g,a("b",{},v(d)),p)}),h=a("b",{class:"q-line-name"},f(t,40));return a("div",{class:"q-line",data:{queue:t,moves:String(!!i)}},
h,...r)}function Vs(o,t,e){let s=o.state.get(A(o.data.prefix,t,e));return s?Y(s):0}function Gs(o,t){return!o?.move||!V.concat(K).includes(t)||t===u.PAUSED?!1:Us.
get(t)===(o.move[3]??o.move[2])}function tn(o,{queue:t,job:e,move:s},i,n){let{name:r}=o.job(t,e),h=!s||s[2]===null?"✚ new":s[3]===null?"✖ removed":`↦ from ${s[2]}`,
c=a("span",{class:"q-job-words"},a("span",{class:"q-job-name"},f(r,24)),` ${h}`);return y("q-job",()=>n(t,e),{data:{queue:t,job:e,state:i,look:"line"},title:j(`\
job ${e}`)},a("b",{},f(e,14)),c)}var en=3,Qs=34,sn=46,on=30,Zs=150,nn=8.6,Xs=new Map(N),Qt=class{constructor(t,e,s){this.hooks=t,this.onSelect=e,this.onBox=s,this.queue="",this.boxes=new Map,this.
chips=new Map,this.plan=null,this.picture=null,this.size={w:0,h:0},this.order=[],this.title=a("h3",{class:"q-scene-title"}),this.below=E("g",{}),this.above=E("g",
{}),this.pots=a("div",{class:"q-pots"}),this.words=a("div",{class:"q-scene-words","aria-hidden":"true"}),this.jobs=a("div",{class:"q-jobs"}),this.nowText=a("spa\
n",{}),this.now=a("div",{class:"q-clock-line"},this.nowText),this.passedText=a("span",{}),this.passed=a("div",{class:"q-passed","aria-hidden":"true"},this.passedText),
this.others=a("div",{class:"q-lines"});let i=E("svg",{class:"q-under","aria-hidden":"true"},this.below),n=E("svg",{class:"q-over","aria-hidden":"true"},this.above);
this.field=a("div",{class:"q-scene-field"},this.pots,i,this.passed,this.now,this.words,this.jobs,n),this.element=a("div",{class:"q-scene"},this.title,this.field,
this.others),this.watch=new ResizeObserver(()=>this.measure()),this.watch.observe(this.element)}measure(){let{clientWidth:t,clientHeight:e}=this.element;t===this.
size.w&&e===this.size.h||(this.size={w:t,h:e},this.picture&&t&&this.update(this.picture,this.order))}update(t,e){this.picture=t,this.order=e,this.queue=e[0]??"",
this.size.w||(this.size={w:this.element.clientWidth||860,h:this.element.clientHeight||480});let s=mt(t),i=this.drawOthers(t,e.slice(1),s),n={w:this.size.w,h:Math.
max(200,this.size.h-on-i)};T(this.field,"height",`${n.h}px`),this.plan=Ks(t,this.queue,s,n,this.hooks),x(this.element,"small",String(this.plan.small)),this.drawTitle(),
this.drawBoxes(t,this.plan),this.drawJobs(t,this.plan),k(this.below,Is(this.plan)),this.drawTime(t,this.plan),k(this.words,Rs(this.plan,t.data.start,this.nowSpan(
t,this.plan))),this.drawMove(this.plan,s)}flow(t,e){x(this.element,"flows","true"),this.above.classList.remove("q-flying"),this.update(t,e)}drawTitle(){let t=[...this.
plan?.boxes.values()??[]].reduce((e,s)=>e+s.count,0);this.title.replaceChildren(f(this.queue,60)||"No keys yet",a("small",{},` ${M(t,"job")}`))}drawOthers(t,e,s){
let i=e.filter(p=>t.state.has(A(t.data.prefix,p,u.META))),n=e.filter(p=>i.includes(p)||p===s?.queue),r=n.filter(p=>p===s?.queue),h=[...r,...n.filter(p=>!r.includes(
p))].slice(0,en),c=n.filter(p=>h.includes(p)),l=c.map(p=>Js(t,p,s,this.onSelect)),d=n.length-c.length;return d>0&&l.push(a("div",{class:"q-line"},`… and ${M(d,
"more queue")}`)),this.others.replaceChildren(...l),l.length*(Qs+8)+(r.length?sn-Qs:0)}drawBoxes(t,e){let s=[...e.boxes.values()].map(i=>{let n=this.boxes.get(i.
role)??this.makeBox(i.role),r=t.kinds.get(A(t.data.prefix,this.queue,i.role));return n.update(i.rect,i.count,i.strip,r),n.element});k(this.pots,s)}makeBox(t){let e=new Bt(
t,Xs.get(t)??q.UNKNOWN,()=>this.onBox(t));return this.boxes.set(t,e),e}drawJobs(t,e){let s=new Map;for(let{role:i,placed:n}of e.boxes.values())for(let r of n){let h=O(
this.queue,r.item.job);for(;s.has(h);)h+=`
+`;let c=this.chips.get(h)??new Pt(this.queue,r.item.job,this.onSelect),l=t.selected===O(this.queue,r.item.job);c.update(r,Xs.get(i)??q.UNKNOWN,i,l),s.set(h,c)}
this.chips=s,k(this.jobs,[...s.values()].map(i=>i.element))}drawTime(t,e){let s=e.boxes.get(u.DELAYED)?.rect;if(!s)return;let{scale:i}=e,[n,r]=[i.x(t.at),i.x(t.
index>0?t.data.at(t.index-1):t.at)],h=n<Zs?e.sizes.head:0;T(this.now,"transform",`translate(${Math.round(n)}px, ${Math.round(s.y+h)}px)`),T(this.now,"height",`${Math.
round(s.h-h-6)}px`),x(this.now,"side",eo(e,n)),m(this.nowText,to(t));let c=t.index>0?t.at-t.data.at(t.index-1):0;this.passed.hidden=c<=0||r>=n,T(this.passed,"tr\
ansform",`translate(${Math.round(r)}px, ${Math.round(s.y)}px)`),T(this.passed,"width",`${Math.round(Math.max(0,n-r))}px`),T(this.passed,"height",`${Math.round(s.
h-34)}px`);let l=n-r>44&&!(e.narrow&&r<Zs);m(this.passedText,c>0&&l?`${G(c)} →`:"")}nowSpan(t,e){let[s,i]=[e.scale.x(t.at),16+to(t).length*nn],n=eo(e,s),r=n===
"left"?s-i:n==="right"?s:s-i/2;return[r,r+i]}drawMove(t,e){let[s,i,n,r]=e?.move??["","",null,null],c=s===this.queue&&n!==null&&r!==null?Hs(t,n,i):void 0,l=f(i,c?
rn(c):10),d=c?.role===u.DELAYED;for(let[b,w]of this.boxes)w.leave(b===c?.role&&!d?l:"");let p=[...t.boxes.values()].flatMap(b=>b.placed).find(({item:b})=>b.moves),
g=c?d?this.hungAt(t,c.rect,i):an(c.rect,l):null;js(this.above,g,p?.rect??null),x(this.element,"moves",String(!!c))}markGuess(t){for(let[e,s]of this.boxes)x(s.element,
"guess",String(e===t))}hungAt({scale:t},e,s){let i=this.picture?.before.get(A(this.picture.data.prefix,this.queue,u.DELAYED)),n=i?.type==="zset"?i.value.find(([
h])=>h===s):void 0;return{x:t.x(n?Z(n[1]):this.picture?.at??0)-5,y:e.y+e.h-40,w:10,h:10}}animate(t){x(this.element,"flows","false"),T(this.element,"--q-flight",
`${t}ms`),this.above.classList.remove("q-flying"),t&&(this.above.getBoundingClientRect(),this.above.classList.add("q-flying"))}},to=({at:o,data:t,between:e})=>`\
now +${e?ns(o-t.start):G(o-t.start)}`,eo=({scale:o},t)=>t>o.right-60?"left":t<60?"right":"middle",rn=({rect:o,role:t})=>Math.max(1,Math.min(10,Math.floor((o.w-70-
t.length*9.2)/8)));function an({x:o,y:t,w:e,h:s},i){let n=20+i.length*8;return{x:o+e-12-n,y:t+Math.min(s,38)/2-13,w:n,h:26}}var z=(o,t,e)=>y("q-button",e,{data:{act:o},title:t,"aria-label":t},$(o));var je={sign:"▀",css:"q-tick-fail"},Ce={sign:"▄",css:"q-tick-done"},De={sign:"◆",css:"q-tick-chapter"},so=1e3,hn=4,Zt=class{constructor(t,e){this.data=t,this.
track=e,this.marked=[],this.element=a("div",{class:"q-ticks","aria-hidden":"true"}),this.legend=a("div",{class:"q-legend"})}draw(t){let e=new Set(t),s=new Set(this.
data.chapters.map(({step:w})=>w)),i=this.data.steps.filter(w=>e.has(w.index));this.marked=i.filter(w=>w.failed||w.completed||s.has(w.index));let[n,r]=[i.filter(
w=>w.failed),i.filter(w=>w.completed)],h=({index:w})=>(so*this.track.shareOf(w)).toFixed(1),c=(w,_)=>w.map(S=>`M${h(S)} ${_}`).join(""),l=[E("path",{class:je.css,
d:c(n,"0V7")}),E("path",{class:Ce.css,d:c(r,"9V16")})],d={viewBox:`0 0 ${so} 16`,preserveAspectRatio:"none"},p=this.marked.filter(({index:w})=>s.has(w)).map(w=>this.
flag(w));this.element.replaceChildren(E("svg",d,...l),...p);let[g,b]=[oo(n.map(w=>w.failed)),oo(r.map(w=>w.completed))];this.legend.replaceChildren(..._e(je,`${M(
g,"attempt")} failed`),..._e(Ce,`${M(b,"job")} completed`),..._e(De,M(p.length,"chapter")))}flag({index:t}){let e=a("i",{class:"q-flag"},De.sign);return e.style.
left=`${(100*this.track.shareOf(t)).toFixed(2)}%`,e}tell(t,e){let s=({index:n})=>Math.abs(this.track.shareOf(n)-t),i=this.marked.filter(n=>s(n)<=e).sort((n,r)=>s(
n)-s(r));return i.length?i.slice(0,hn).flatMap(n=>this.tellStep(n)):[this.place(this.track.indexAt(t*this.track.end))]}place(t){return{sign:"",css:"",words:`ste\
p ${t}, ${R(this.data.elapsedAt(t))}`}}tellStep(t){let e=this.data.chapters.filter(i=>i.step===t.index),s=[this.place(t.index),...e.map(({title:i})=>({...De,words:i}))];
return t.failed&&s.push({...je,words:`${M(t.failed,"attempt")} failed`}),t.completed&&s.push({...Ce,words:`${M(t.completed,"job")} completed`}),s}},_e=({sign:o,
css:t},e)=>[a("span",{},a("b",{class:t},o),` ${e}`)," "],oo=o=>o.reduce((t,e)=>t+e,0);var ht=class{constructor(t){this.choose=t,this.buttons=[this.makeButton("steps","Steps","The slider goes by steps (T)"),this.makeButton("time","Time","The slide\
r goes by time; at play the clock runs (T)")],this.element=a("span",{class:"q-views",role:"group","aria-label":"axis"},...this.buttons)}makeButton(t,e,s){return y(
"q-view",()=>this.choose(t),{data:{scale:t},title:s},e)}update(t){for(let e of this.buttons)L(e,"aria-pressed",String(e.dataset.scale===t))}};var io=90,ct=class{constructor(t,e){this.over=t,this.tell=e,this.element=a("div",{class:"q-tip","aria-hidden":"true"}),this.element.hidden=!0,t.addEventListener(
"pointermove",s=>this.show(s.clientX)),t.addEventListener("pointerleave",()=>this.hide())}show(t){let{left:e,width:s}=this.over.getBoundingClientRect(),i={from:e+
no,width:Math.max(1,s-2*no)},n=Math.max(0,Math.min(1,(t-i.from)/i.width)),r=this.tell(n,cn/i.width);this.element.replaceChildren(...r.map(ln)),this.element.hidden=
!r.length;let h=Math.max(io,Math.min(t-e,s-io));T(this.element,"left",`${Math.round(h)}px`)}hide(){this.element.hidden=!0}},no=8,cn=5;function ln({sign:o,css:t,
words:e}){return a("div",{},o?a("b",{class:t},o):null,o?" ":"",e)}var lt=class{constructor(t,e){this.film=t,this.scale=e}get byTime(){return this.scale==="time"}get end(){return Math.max(1,this.byTime?Math.round(this.film.elapsedAt(
this.film.length)):this.film.length)}valueOf(t){return this.byTime?Math.round(this.film.elapsedAt(t)):t}shareOf(t){return Math.max(0,Math.min(1,this.valueOf(t)/
this.end))}indexAt(t){return this.byTime?this.lastBy(t):Math.round(t)}lastBy(t){let[e,s]=[0,this.film.length];for(;e<s;){let i=Math.ceil((e+s)/2);Math.round(this.
film.elapsedAt(i))<=t?e=i:s=i-1}return e}};var dn=500,ro=0,Xt=class{constructor(t,e){this.data=t,this.changed=e,this.wanted={queue:"",job:""},this.cached=null;let s={change:()=>this.set()};ro+=1,this.queue=
a("select",{on:s}),this.jobs=a("datalist",{id:`q-jobs-${ro}`}),this.job=a("input",{type:"text",list:this.jobs.id,size:8,placeholder:"any",on:s}),this.elements=[
a("label",{},"queue ",this.queue),a("label",{},"job ",this.job,this.jobs)]}refresh(){let t=this.queue.value,e=n=>a("option",{value:n},f(n,40));this.queue.replaceChildren(
a("option",{value:""},"all"),...this.data.queues.map(e)),this.queue.value=this.data.queues.includes(t)?t:"";let s=[...this.data.names.values()].filter(n=>n.role===
u.JOB),i=[...new Set(s.map(n=>n.job??""))].slice(0,dn);this.jobs.replaceChildren(...i.map(n=>a("option",{value:Q(n,200)}))),this.cached=null}set(){this.wanted={
queue:this.queue.value,job:this.job.value.trim()},this.cached=null,this.changed()}follow(t){this.queue.value=t&&this.data.queues.includes(t.queue)?t.queue:"",this.
job.value=t?.job??"",this.wanted={queue:t?.queue??"",job:t?.job??""},this.cached=null}stops(){let{queue:t,job:e}=this.wanted;return this.cached??=t||e?this.data.
find(s=>this.data.concerns(s,t,e)):[0,...this.data.steps.map(s=>s.index)],this.cached}};var pn=10,te=class{constructor(t,e){this.player=t,this.changed=e,this.job=null;let s={data:{act:"follow"},title:"Stop only at the steps of the chosen job, else \
of this step's (F)"};this.button=y("q-view",()=>this.toggle(),s,"Follow")}toggle(){this.set(this.job?null:this.player.controls.currentJob())}set(t){this.job=t,t&&
!this.isChosen(t)&&this.player.select(t.queue,t.job),this.changed()}isChosen({queue:t,job:e}){let[s,i]=tt(this.player.selected);return s===t&&i===e}chosen(){if(!this.
job||this.isChosen(this.job))return;let[t,e]=tt(this.player.selected);this.job=this.player.selected?{queue:t,job:e}:null,this.changed()}update(t){L(this.button,
"aria-pressed",String(this.job!==null)),this.button.disabled=!this.job&&!t;let e=this.job??t;m(this.button,e?`Follow job ${f(e.job,pn)}`:"Follow a job")}};var un="input:not([type=range]), select, textarea",fn="button, summary, a",ee=o=>({ArrowLeft:()=>o.move(-1),ArrowRight:()=>o.move(1),Home:()=>o.first.click(),End:()=>o.
last.click()," ":()=>o.playing.toggle(),k:()=>o.views.toggle()});function se(o,t,e){let{key:s,target:i}=o;if(!(o.ctrlKey||o.metaKey||o.altKey||!(i instanceof Element)))
return i.matches(un)?s==="Escape"?e:void 0:s===" "&&i.matches(fn)?void 0:t(s)}var oe=class{constructor(){this.frame=0,this.motion=matchMedia("(prefers-reduced-motion: reduce)")}run(t,e,s,i){let n=performance.now(),r=this.motion.matches?Math.
max(e,1e3):e,h=n,c=l=>{if(l-n>=t)return i();if(this.frame=requestAnimationFrame(c),!(l-h<r))return h=l,s((l-n)/t)};this.frame=requestAnimationFrame(c)}stop(){cancelAnimationFrame(
this.frame)}};var ao=[.5,1,2,4,10],ho=1300,mn=800,co=8e3,gn=2,dt=class{constructor(t){this.played=t,this.on=!1,this.timer=0,this.glide=new oe,this.button=z("play","Play (Spac\
e)",()=>this.toggle());let e=ao.map(i=>a("option",{value:i,selected:i===1},`${i}×`)),s={change:()=>t.changed()};this.speed=a("select",{"aria-label":"speed",title:"\
Speed",on:s},...e)}get rate(){return Number(this.speed.value)}get fast(){return this.on&&this.rate>gn}setRate(t){ao.includes(t)&&(this.speed.value=String(t))}toggle(){
return this.on?this.stop():(this.played.rewind(),this.on=!0,this.label("pause","Pause (Space)"),this.wait(ho/2))}stop(){this.on=!1,clearTimeout(this.timer),this.
glide.stop(),this.label("play","Play (Space)")}label(t,e){this.button.replaceChildren($(t)),this.button.title=e,this.button.setAttribute("aria-label",e)}wait(t){
this.timer=window.setTimeout(()=>this.pass(),t/this.rate)}pass(){let t=this.played.gap();if(t<=0)return this.take();let e=Math.min(t,co)/this.rate,s=i=>this.played.
flow(t*(1-i));return this.glide.run(e,this.played.every(),s,()=>this.take())}take(){return this.played.forward()?this.wait(Math.max(mn,ho-Math.min(this.played.gap(),
co))):this.stop()}};var ie=class{constructor(t,e){this.data=t,this.player=e,this.texts=new Map;let s={input:()=>this.show(),keydown:i=>i.key==="Enter"&&this.jump(i.shiftKey?-1:1)};
this.input=a("input",{type:"search",size:20,placeholder:"text, key, command",on:s}),this.found=a("span",{class:"q-found",role:"status"}),this.elements=[a("label",
{},"search (/) ",this.input),this.found]}matches(){let t=this.input.value.trim().toLowerCase();return t?this.data.find(e=>this.text(e).includes(t)):[]}text(t){let e=this.
texts.get(t.index)??wn(t);return this.texts.set(t.index,e),e}jump(t){let e=this.matches(),s=this.player.at(),[i,n]=[e.find(h=>h>s),e.findLast(h=>h<s)],r=t>0?i??
e[0]:n??e.at(-1);r!==void 0&&this.player.go(r),this.show()}show(){let t=this.matches(),e=t.indexOf(this.player.at()),s=e>=0?`${e+1} of ${t.length}`:`${t.length}\
 found: Enter goes there`;m(this.found,this.input.value.trim()?t.length?s:"not found":"")}};function wn(o){let t=o.commands.map(([s,i])=>`${s} ${i.join(" ")}`),
e=o.changes.flatMap(s=>[s.key,...s.lines.flat()]);return[o.title,o.sentence,o.script??"",...t,...e].join(`
`).toLowerCase()}var pt=class{constructor(t){this.viewer=t,this.buttons=[this.view("stage","Stage"),this.view("keys","All keys","All keys (K)")],this.element=a("span",{class:"q-\
views",role:"group","aria-label":"view"},...this.buttons)}view(t,e,s){return y("q-view",()=>this.viewer.look(t),{data:{view:t},title:s},e)}toggle(){this.viewer.
look(this.viewer.shows==="stage"?"keys":"stage")}update(){for(let t of this.buttons)L(t,"aria-pressed",String(t.dataset.view===this.viewer.shows))}};var ne=class{constructor(t,e,s){this.data=t,this.player=e,this.filters=new Xt(t,()=>this.filtered()),this.search=new ie(t,{at:()=>e.index,go:c=>this.go(c)}),this.
follow=new te(e,()=>this.followed()),this.playing=new dt({forward:()=>this.move(1),rewind:()=>this.rewind(),gap:()=>this.gap(),flow:c=>this.flow(c),every:()=>e.
pace,changed:()=>e.onChange()}),this.track=new lt(t,s),this.scales=new ht(c=>this.setScale(c)),this.chapters=new rt(()=>t.chapters,c=>this.go(c)),this.marks=new Zt(
t,this.track),this.first=z("first","First step (Home)",()=>this.go(this.filters.stops()[0]??0)),this.back=z("back","Back (←)",()=>this.move(-1)),this.forward=
z("forward","Forward (→)",()=>this.move(1)),this.last=z("last","Last step (End)",()=>this.go(this.filters.stops().at(-1)??t.length)),this.jobWords=a("span",{},
"next step of this job");let i={data:{act:"job"}};this.nextOfJob=y("q-button q-wide",()=>this.jumpJob(),i,$("job")," ",this.jobWords);let n={input:()=>this.slide(
Number(this.range.value))};this.range=a("input",{type:"range",min:0,step:1,"aria-label":"step",class:"q-range",on:n}),this.views=new pt(e);let r={data:{act:"pre\
dict"},title:"Stop before each step and ask where its job goes (P)"},h=()=>this.player.predict(!this.player.quiz.on);this.predict=y("q-view",h,r,"Predict"),this.
bar=this.makeBar(),this.tools=a("div",{class:"q-tools"},this.nextOfJob,...this.filters.elements,...this.search.elements),this.refresh()}makeBar(){let t=a("span",
{class:"q-views"},this.predict),s=[...[this.first,this.back,this.playing.button,this.forward,this.last],this.playing.speed,this.views.element,t],i=a("span",{class:"\
q-views"},this.follow.button),n=[this.marks.legend,i,this.scales.element,this.chapters.element],r=[this.marks.element,this.range,a("div",{class:"q-under"},...n)],
h=a("div",{class:"q-rail"},...r.slice(0,2)),c=new ct(h,(p,g)=>this.marks.tell(p,g));h.append(c.element);let l=a("div",{class:"q-slide"},h,...r.slice(2));return a(
"div",{class:"q-controls",role:"group","aria-label":"controls"},a("div",{class:"q-buttons"},...s),l)}refresh(){this.filters.refresh(),this.chapters.refresh(),this.
redrawRail()}redrawRail(){this.range.max=String(this.track.end),this.marks.draw(this.filters.stops()),this.scales.update(this.track.scale)}filtered(){this.marks.
draw(this.filters.stops()),this.player.redraw()}followed(){this.filters.follow(this.follow.job),this.filtered(),this.player.onChange()}setScale(t){t!==this.track.
scale&&(this.track.scale=t,this.redrawRail(),this.player.redraw(),this.player.onChange())}slide(t){let e=this.track.indexAt(t),s=this.track.byTime?this.data.start+
t:void 0;this.player.show(e,{at:e<this.data.length?s:void 0})}go(t){this.player.show(Math.max(0,Math.min(t,this.data.length)))}stop(t){let e=this.player.index,s=this.
filters.stops();return t>0?s.find(i=>i>e):s.findLast(i=>i<e)}move(t){let e=this.stop(t);return e===void 0||t>0&&this.player.asking.stops(e)?!1:(this.go(e),!0)}gap(){
let t=this.track.byTime?this.stop(1):void 0,{index:e,at:s}=this.player;return t===void 0?0:this.data.at(t)-Math.max(s??0,this.data.at(e))}flow(t){let{index:e}=this.
player;this.player.flow(this.data.at(this.stop(1)??e)-t-this.data.at(e))}currentJob(){if(this.player.selected){let[s,i]=tt(this.player.selected);return{queue:s,
job:i}}let t=this.data.step(this.player.index);if(!t)return null;if(t.job!==null&&t.queue!==null)return{queue:t.queue,job:t.job};let e=t.moves[0];return e?{queue:e[0],
job:e[1]}:null}jumpJob(){let t=this.currentJob();if(!t)return m(this.search.found,"choose a job first");let{queue:e,job:s}=t,i=this.player.index,n=this.data.steps.
slice(i).find(r=>this.data.concerns(r,e,s));n?this.player.select(e,s,n.index):m(this.search.found,"no later step of this job")}rewind(){let t=this.filters.stops();
this.player.index>=(t.at(-1)??0)&&this.go(t[0]??0)}update(t){this.views.update(),L(this.predict,"aria-pressed",String(this.player.quiz.on)),this.chapters.update(
t),this.updateTime(t,this.player.at),L(this.range,"aria-valuetext",jt(this.data,t).slice(0,60));let e=this.filters.stops();this.back.disabled=this.first.disabled=
!e.some(i=>i<t),this.forward.disabled=this.last.disabled=!((e.at(-1)??0)>t),this.search.input.value&&this.search.show();let s=this.currentJob();this.follow.update(
s),this.nextOfJob.disabled=!s,m(this.jobWords,s?`next step of job ${f(s.job,14)}`:"next step of this job")}updateTime(t,e){let s=this.track.byTime&&e!==void 0?e-
this.data.start:this.track.valueOf(t);this.range.value=String(Math.max(s,this.track.valueOf(t))),x(this.range,"axis",this.track.scale)}key(t){t.stopPropagation();
let e=se(t,s=>this.actOf(s),this.leaving);e&&(t.preventDefault(),e())}actOf(t){return/^[1-9]$/.test(t)?()=>this.player.asking.choose(Number(t)):this.acts[t.length===
1?t.toLowerCase():t]}leaving=()=>this.player.search(!1);acts={...ee(this),"/":()=>this.player.search(!0),n:()=>this.chapters.jump(this.player.index,1),b:()=>this.
chapters.jump(this.player.index,-1),t:()=>this.setScale(this.track.byTime?"steps":"time"),f:()=>this.follow.toggle(),c:()=>this.player.toggleCode(),",":()=>this.
player.drawer.code.move(-1),".":()=>this.player.drawer.code.move(1),j:()=>this.jumpJob(),p:()=>this.player.predict(!this.player.quiz.on)}};var bn=120,xn="Nothing has happened yet. Step forward with → or play with Space.",re=class{constructor(){this.clock=a("span",{class:"q-clock"}),this.counter=a(
"span",{class:"q-counter"}),this.title=a("h2",{}),this.chip=a("span",{class:"q-chip"}),this.top=a("div",{class:"q-top"},this.clock,this.counter,this.title,this.
chip),this.sentence=a("p",{class:"q-sentence",tabindex:"0"}),this.told=a("div",{class:"q-told"},this.sentence),this.live=a("div",{class:"q-hidden","aria-live":"\
polite",role:"status"})}reserve(t){this.told.dataset.room=qs(t)}tick({data:t,at:e}){m(this.clock,R(e-t.start)),this.clock.title=ft(e)}update(t){let{step:e,data:s,
index:i}=t;this.tick(t),m(this.counter,`step ${v(i)} of ${v(s.length)}`),m(this.title,e?f(e.title,90):"The beginning"),this.title.title=e?f(e.title,300):"",T(this.
chip,"visibility",e?.script?"":"hidden"),m(this.chip,`script ${e?.script??"none"}`),this.tell(e?W(e.sentence):P(s.note||xn)),m(this.live,jt(s,i))}ask({job:t,title:e}){
let s=a("strong",{},`Where does job ${f(t,14)} go?`);this.sentence.replaceChildren(`Next: ${f(e,90)}. `,s)}tell(t){this.sentence.replaceChildren(t),x(this.sentence,
"long",String((this.sentence.textContent??"").length>bn));for(let e of this.sentence.querySelectorAll("code")){let s=K.find(i=>i===e.textContent);s&&(e.dataset.
role=s)}}};var Pe=60;function lo(o,t,e){let s=o.state.get(t),i=o.data.key(t),n=s?kn(o,s,i):[],r=s?`${ot[s.type]??s.type} (${s.encoding})`:yn,h=a("small",{class:"q-quiet"},
`${i.role}: ${r}. ${H[i.role]?.[1]??""}`),l=[a("header",{},a("h3",{},"Key"),y("q-more",e,{},"close")),a("p",{},I(t,80),a("br"),h)];return n.length&&l.push(vn(n.
slice(0,Pe))),n.length>Pe&&l.push(a("p",{class:"q-quiet"},`… and ${v(n.length-Pe)} more`)),l}var yn="absent: an empty container does not exist in Redis";function vn(o){
let t=o.map(([e,s,i])=>{let n=a("th",{scope:"row"},f(e,60));return a("tr",{},n,a("td",{},I(s)),a("td",{class:"q-meaning"},W(i)))});return a("table",{class:"q-fi\
elds"},nt("where","raw","meaning"),a("tbody",{},...t))}function kn({data:o,at:t},e,s){let i=(r,h)=>B(s.role,r,h,t,o.start).meaning,n=r=>r.map(([h,c])=>`${h}=${c}`).
join(" ");switch(e.type){case"hash":return[...e.value].map(([r,h])=>[r,h,o.word(e,r)]);case"zset":return e.value.map(([r,h])=>[r,C(h),i(r,h)]);case"stream":return[
...e.value].reverse().map(([r,h])=>[r,n(h),""]);case"string":return[["",e.value,o.word(e,"")]];default:return Array.isArray(e.value)?e.value.map((r,h)=>[`[${h}]`,
r,""]):[["",String(e.value),""]]}}var qn=10;function po(o,t){let e=o.state.get(t),s=o.kinds.get(t),i=e?.type==="zset"?e.value:[],n=i.length?i.slice(0,qn).map(c=>En(o,c)):[a("span",{class:"q-says"},
"silent: no marker")],r={key:t,change:s??"",rings:i[0]?.[0]??""},h=a("h4",{},u.MARKER);return a("section",{class:"q-small q-bell",data:r},$("bell"),h,...n,D(s))}
function En(o,[t,e]){let{meaning:s}=B(u.MARKER,t,e,o.at,o.data.start);return a("span",{class:"q-says"},a("code",{},`${f(t,24)} (score ${C(e)})`)," ",s)}function ae(o){switch(o.type){case"hash":return[...o.value].map(([t,e])=>`${t}=${e}`).join("  ");case"zset":return o.value.map(([t,e])=>`${t} (score ${C(e)})`).
join("  ");case"stream":return o.value.map(([t,e])=>`${t} ${e.flat().join(" ")}`).join("  ");default:return Array.isArray(o.value)?o.value.join("  "):o.value}}function uo(o,{name:t,queue:e,job:s}){let i=o.state.get(t),n=o.kinds.get(t),r=i?$n(o,i,o.before.get(t)):[],h=a("caption",{class:"q-hidden"},`fields of ${f(t,80)}`),
c=a("table",{class:"q-fields"},h,nt("field","raw","meaning"),a("tbody",{},...r)),l=Mn(o,e,s,n);return a("article",{class:"q-card",data:{key:t,change:n??"",job:s}},
l,c)}function Mn(o,t,e,s){let{name:i,tries:n}=o.job(t,e),r=o.stateOf(t,e),h=n?a("span",{class:"q-tries"},`attempts ${n}`):null,c=a("span",{class:"q-name"},f(i,40)),
l=a("span",{class:`q-chip q-state-${r}`},r);return a("header",{},$(r),a("h4",{},`job ${f(e,40)}`),c,l,h,D(s))}function $n(o,t,e){if(t.type!=="hash")return[Be("",
"",I(ae(t)))];let s=e?.type==="hash"?e.value:new Map,i=[...t.value].map(([r,h])=>{let c=s.get(r),l=e===t||c===h?"":s.has(r)?"changed":"born",d=l==="changed"?[a(
"del",{},I(c,40))," → ",I(h)]:[I(h)];return Be(r,l,d,o.data.word(t,r))}),n=[...s.keys()].filter(r=>e!==t&&!t.value.has(r));return[...i,...n.map(r=>Be(r,"gone",
I(s.get(r))))]}function Be(o,t,e,s=""){let i=a("th",{scope:"row"},f(o,60),D(t));return a("tr",{data:{change:t}},i,a("td",{},e),a("td",{class:"q-meaning"},W(s)))}var fo=60,Tn=30,Sn=5,An=172,On=6.4,Ln=60,he=class{constructor(t){this.box=t,this.width=0,this.signature="",this.rule=a("div",{class:"q-rule","aria-hidden":"true"}),
this.nowText=a("span",{}),this.now=a("div",{class:"q-now"},this.nowText);let e=t.role===u.DELAYED?[t.tokens,this.now,this.rule]:[t.tokens,this.rule];this.field=
a("div",{class:"q-field"},...e),this.rest=a("div",{class:"q-rest"}),t.body.append(this.field,this.rest),t.body.classList.add("q-axis"),this.watch=new ResizeObserver(
([s])=>this.resize(s?.contentRect.width??0)),this.watch.observe(this.field)}resize(t){Math.abs(t-this.width)<1||(this.width=t,this.box.hooks.redraw())}get room(){
return this.width||600}update(t,e,s){let i=s.filter(n=>n.dataset.job!==void 0);this.box.role===u.DELAYED?this.byTime(t,e,i):this.byPriority(e,i),k(this.box.tokens,
i),k(this.rest,s.filter(n=>n.dataset.job===void 0))}byTime(t,e,s){let{data:i,hooks:n,name:r}=this.box,[h,c]=zt(t,n.waits.of(r)),l=p=>p>h?Math.min(1,(p-h)/(c-h)):
0;this.lay(s,e.map(([,p])=>l(Z(p??0)))),T(this.now,"left",`${l(t.at)*100}%`),x(this.now,"side",l(t.at)>.7?"left":"right"),m(this.nowText,`now ${R(Math.round(t.at-
i.start))}`);let d=Ft(h,c,i.start).map(p=>[l(p),G(p-i.start)]);this.mark(d,`${h}-${c}`)}byPriority(t,e){let s=[...new Set(t.map(([,h])=>ke(h??0)))],i=new Map(s.
map((h,c)=>[h,c/s.length])),n=h=>i.get(h)??0;this.lay(e,t.map(([,h])=>n(ke(h??0))));let r=s.map((h,c)=>[n(h),c?String(h):`priority ${h}`]);this.mark(r,s.join())}lay(t,e){
let s=this.box.isMany?Tn:fo,i=new Wt(this.room,An,Sn);t.forEach((n,r)=>{let{left:h,hangs:c}=i.hang((e[r]??0)*this.room),{lane:l,stands:d}=i.take(h);x(n,"hangs",
c&&d===h?"left":"right"),T(n,"left",`${d.toFixed(1)}px`),T(n,"bottom",`${26+l*s}px`)}),T(this.field,"height",`${38+Math.max(fo,i.length*s)}px`)}mark(t,e){if(this.
signature===`${e} ${this.width}`)return;this.signature=`${e} ${this.width}`;let s=0,i=t.slice(0,Ln).flatMap(([n,r])=>{let[h,c]=[n*this.room,r.length*On+8],l=h+c>
this.room?"left":"right";if((l==="left"?h-c:h)<s)return[];s=l==="left"?h:h+c;let d=a("span",{data:{side:l}},r);return d.style.left=`${n*100}%`,[d]});this.rule.replaceChildren(
...i)}};var ce=28,Nn=12,mo=6,go=6,In=new Map(N),le=class{constructor(t,e,s,i){this.data=t,this.queue=e,this.role=s,this.hooks=i,this.name=A(t.prefix,e,s),this.state=In.
get(s)??q.UNKNOWN,this.open=!1,this.unread=0,this.isMany=!1,this.count=a("span",{class:"q-count"}),this.mark=a("span",{class:"q-marks"}),this.body=a("div",{class:"\
q-body"}),this.tokens=a("div",{class:"q-tokens",role:"group","aria-label":`jobs in ${s}`}),this.button=y("q-more",()=>this.toggle()),this.element=this.box(),this.
axis=we.includes(s)?new he(this):null,this.axis||this.drawTube()}box(){let[t,e]=H[this.role]??["",""],i=y("q-key",()=>this.hooks.onKey(this.name),{title:"Show r\
aw and decoded values"},this.role),n=a("span",{class:"q-kind"},ot[t]),r=a("header",{},$(this.state),a("h4",{},i),n,this.count,this.mark),h=`q-box q-state-${this.
state} q-box-${this.role}`;return a("section",{class:h,data:{key:this.name,role:this.role},title:e},r,this.body)}drawTube(){let t=Je[this.role]?.map(e=>`${e} →`)??
["first","latest"];this.body.append(this.tokens,a("div",{class:"q-ends"},...t.map(e=>a("span",{},e)))),this.body.classList.add(H[this.role]?.[0]==="list"?"q-tub\
e":"q-row")}toggle(){this.open=!this.open,this.hooks.redraw()}update(t){let e=t.state.get(this.name),s=it(e),i=t.kinds.get(this.name),n=e&&s.length?Y(e):0;m(this.
count,v(n)),this.unread=n-s.length,this.isMany=s.length>Nn;let r=D(i);(r||this.mark.firstChild)&&k(this.mark,r?[r]:[]),x(this.element,"change",i??""),x(this.tokens,
"many",String(this.isMany));let h=this.drawn(t,s);this.axis?this.axis.update(t,s,h):k(this.tokens,h)}drawn(t,e){let[s,i]=this.cut(e),n=([l,d])=>this.token(t,l,d).
element,r=e.length-s.length-i.length,h=this.unread>0?[a("span",{class:"q-quiet"},`${v(this.unread)} not read`)]:[],c=r>0||this.open?[this.more(r)]:[];return[...h,
...s.map(n),...c,...i.map(n),...this.ghosts(t)]}cut(t){return t.length<=ce||this.open?(this.open=this.open&&t.length>ce,[t,[]]):we.includes(this.role)?[t.slice(
0,ce),[]]:[t.slice(0,go),t.slice(go-ce)]}more(t){return m(this.button,t>0?`… ${v(t)} more …`:"show fewer"),this.button}token(t,e,s){let i=t.moves.get(O(this.
queue,e)),n=i?i[2]===null?"✚ new":`↦ from ${i[2]}`:"",r=i?"moved":"",h=t.selected===O(this.queue,e),c=this.hooks.tokens.take(this.queue,e,{...t.job(this.queue,
e),hint:n,kind:r,selected:h});if(this.role===u.ACTIVE){let l=t.state.get(J(this.data.prefix,this.queue,e,u.LOCK));ps(c,l,t.at,this.data.watched)}else this.foot(
c,t,e,s);return c}foot(t,e,s,i){if(i===null)return t.foot.remove();let{label:n}=B(this.role,s,i,e.at,this.data.start);t.showFoot("q-foot"),m(t.foot,Et(n,this.isMany?
1:2)),t.foot.title!==n&&(t.foot.title=n),x(t.element,"score",C(i))}ghosts(t){let e=[...t.moves.values()].filter(n=>this.lost(n)),s=e.slice(0,mo).map(([,n])=>a("\
span",{class:"q-token q-ghost"},a("b",{},f(n,18)),a("i",{},"✖ removed"))),i=e.length-mo;return i>0?[...s,a("span",{class:"q-quiet"},`✖ ${v(i)} more removed`)]:
s}lost([t,,e,s]){return t===this.queue&&s===null&&e===this.state&&this.role!==u.PAUSED}};function We(o,t){let e=o.state.get(t),s=o.data.key(t),i=o.kinds.get(t),n=e??o.before.get(t),r=e?Cn(o,e,s):"",h=a("span",{title:H[s.role]?.[1]??""},s.role),c=a("\
td",{},I(n?ae(n):"",90));r&&c.append(a("div",{class:"q-meaning"},W(r)));let l=a("small",{},(n?Rn(n):"")+(e?jn(e,o.at):"")),d=a("th",{scope:"row"},I(t,64)," ",D(
i));return a("tr",{data:{key:t,change:i??""}},d,a("td",{},h,a("br"),l),c)}function Rn(o){let[t,e]=be[o.type]??be.list??["",""];return`${ot[o.type]??o.type}, ${M(
Y(o),t,e)}`}var jn=(o,t)=>o.expires===null?"":`, expires in ${et(Math.max(o.expires-t,0))}`;function Cn(o,t,e){return t.type==="string"?o.data.word(t,""):t.type!==
"zset"?"":t.value.slice(0,3).map(([i,n])=>B(e.role,i,n,o.at,o.data.start).meaning).filter(Boolean).join("; ")}var Dn=10;function wo(o,t){let e=o.state.get(t),s=o.kinds.get(t),i=o.fresh(t),n=e?.type==="stream"?e.value:[],r=e?.type==="stream"?Y(e):0,h=n.slice(-Dn).map((_,S,U)=>_n(
_,U.length-S<=i)),c=r-h.length,l=c>0?a("span",{class:"q-earlier"},`${v(c)} earlier`):null,d=a("div",{class:"q-strip"},l,...h),p=a("div",{class:"q-tape",tabindex:"\
0",role:"group","aria-label":"the latest events"},d),g=a("span",{class:"q-count"},M(r,"entry","entries")),b={key:t,change:s??""},w=a("h4",{},u.EVENTS);return a(
"section",{class:"q-small q-events",data:b},$("tape"),w,g,D(s),p)}function _n([o,t],e){let{EVENT:s,JOB_ID:i}=Qe,n=new Map(t),h=t.filter(([g])=>g!==s&&g!==i).map(
([g,b])=>`${g}=${b}`).join(" "),c=n.has(i)?`job ${f(n.get(i),14)}`:f(h,24),l=f(`${o} ${h}`,200),d=e?a("i",{},"✚ new"):null,p=a("b",{},f(n.get(s)??"entry",24));
return a("span",{class:"q-event",data:{fresh:String(e)},title:l},p,a("span",{},c),d)}var ze=24,Pn=30,bo={[u.MARKER]:"zset",[u.EVENTS]:"stream"},Bn=new Map(N),de=class{constructor(t,e,s){this.data=t,this.queue=e,this.hooks=s,this.boxes=new Map,this.
drawn=new Map,this.lastJobs=new Map,this.all=!1,this.grid=a("div",{class:"q-grid"}),this.small=a("div",{class:"q-smalls"}),this.cards=a("div",{class:"q-cards"}),
this.rows=a("tbody"),this.more=y("q-more",()=>this.toggle());let i={role:"group",data:{queue:e},"aria-label":`queue ${j(e)}`};this.element=a("div",{class:"q-que\
ue",...i},this.title(),this.grid,this.small),this.scroll=a("div",{class:"q-scroll",tabindex:"0",role:"group","aria-label":"other keys"},this.table());let n=e?`v\
alues in queue ${j(e)}`:"keys of no queue",r=[this.title(),this.cards,this.scroll,this.more];this.details=a("div",{role:"group","aria-label":n},...r)}title(){return this.
queue?a("h3",{},f(this.queue,80)):a("h3",{class:"q-stay"},"Keys of no queue")}table(){let t=this.queue?`Other keys of ${f(this.queue,80)}`:"Not keys that BullMQ\
 makes";return a("table",{class:"q-keys"},a("caption",{},t),nt("key","role","raw value"),this.rows)}toggle(){this.all=!this.all,this.hooks.redraw()}roles(){return this.
queue?K.filter(t=>V.includes(t)||this.data.hasUsed(this.queue,t)):[]}update(t,e){let s=this.roles(),i=s.map(n=>this.box(n));this.grid.dataset.more=String(s.filter(
n=>Wn.includes(n)).length),k(this.grid,i.map(n=>n.element));for(let n of i)n.update(t);this.updateSmall(t),this.updateCards(t),this.updateRows(t,e)}box(t){let e=this.
boxes.get(t)??new le(this.data,this.queue,t,this.hooks);return this.boxes.set(t,e),e}updateSmall(t){if(!this.queue)return;let e=this.memo(t,A(this.data.prefix,this.
queue,u.MARKER),po),s=this.memo(t,A(this.data.prefix,this.queue,u.EVENTS),wo);k(this.small,[e,s])}updateCards(t){let e=new Map([...t.jobs()].filter(([,l])=>l.queue===
this.queue));(e.size||t.index===0)&&(this.lastJobs=e);let s=new Map(this.lastJobs),[i,n]=tt(t.selected);i===this.queue&&t.hash(i,n)&&s.set(t.selected,{queue:i,job:n});
let c=[...s.values()].map(l=>({...l,name:J(this.data.prefix,l.queue,l.job)})).filter(l=>zn(t,l.name)).slice(0,Pn).map(l=>this.memo(t,l.name,()=>uo(t,l)));k(this.
cards,c)}updateRows(t,e){let i=(this.all?e:e.slice(0,ze)).map(n=>this.memo(t,n,We));k(this.rows,i),this.scroll.hidden=!e.length,this.details.hidden=!e.length&&!this.
cards.firstChild,this.more.hidden=e.length<=ze,m(this.more,this.all?"show fewer keys":`… ${v(e.length-ze)} more keys`)}memo(t,e,s){let i=t.state.get(e),n=t.kinds.
get(e),r=i&&(i.expires!==null||i.type==="zset")?t.at:0,h=s===We?null:t.data.key(e).job,c=h===null?"":t.stateOf(this.queue,h),l=this.drawn.get(e),d=l?.held===i&&
!n&&!l?.kind&&l?.at===r&&l.state===c;if(l&&d)return l.node;let p=s(t,e);return this.drawn.set(e,{held:i,kind:n,at:r,state:c,node:p}),p}},Wn=[u.PRIORITIZED,u.WAITING_CHILDREN].
map(String);function xo(o){let{data:t,state:e,before:s,kinds:i}=o,n=new Map([...t.queues,""].map(h=>[h,[]])),r=[...s.values()].filter(h=>!e.has(h.name)&&i.has(h.
name));for(let h of[...e.values(),...r]){let c=t.key(h.name);Fn(o,h,c)||(n.get(c.queue)??n.get(""))?.push(h.name)}for(let h of n.values())h.sort();return n}function zn(o,t){
return(o.state.get(t)??(o.kinds.has(t)?o.before.get(t):void 0))?.type==="hash"}function Fn(o,t,e){return e.queue?Bn.has(e.role)?Array.isArray(t.value)&&t.type!==
"stream":e.role in bo?t.type===bo[e.role]:e.job===null?!1:e.role===u.LOCK?o.stateOf(e.queue,e.job)===q.ACTIVE:e.role!==u.JOB||t.type!=="hash"?!1:o.stateOf(e.queue,
e.job)!==q.UNKNOWN||o.kinds.has(e.name):!1}var pe=class{constructor(t,e,s){this.data=t,this.tokens=e,this.redraw=s,this.inspected="",this.hooks={tokens:e,waits:new At(t),onKey:n=>this.inspect(n),redraw:s},
this.views=new Map,this.stage=a("div",{class:"q-stage"}),this.details=a("div",{class:"q-details"}),this.nothing=a("p",{class:"q-quiet"},"No keys yet.");let i={role:"\
group",hidden:!0,"aria-label":"a key's values"};this.inspector=a("div",{class:"q-inspector",...i}),this.changes=a("div"),this.changeCount=a("span",{class:"q-cou\
nt"}),this.commands=a("div"),this.commandCount=a("span",{class:"q-count"}),this.element=a("div",{class:"q-main"},this.stage,this.side(),this.details)}side(){let t=a(
"section",{},a("h3",{},"What changed ",this.changeCount),this.changes),e=a("section",{},a("h3",{},"Commands Redis ran ",this.commandCount),this.commands);return a(
"div",{class:"q-side",role:"group","aria-label":"what happened"},this.inspector,t,e)}inspect(t){this.inspected=this.inspected===t?"":t,this.redraw()}update(t,e,s=!1){
let i=xo(t),n=(i.get("")?.length?[...e,""]:e).map(h=>this.viewOf(h)),r=n.filter(h=>h.queue).map(h=>h.element);k(this.stage,n.length?r:[this.nothing]),k(this.details,
n.map(h=>h.details));for(let h of n)h.update(t,i.get(h.queue)??[]);s||this.drawStory(t)}viewOf(t){let e=this.views.get(t)??new de(this.data,t,this.hooks);return this.
views.set(t,e),e}drawStory(t){let{step:e,data:s}=t;m(this.changeCount,e?v(e.changes.length):""),m(this.commandCount,e?v(e.commands.length):""),this.changes.replaceChildren(
...vs(s,e)),this.commands.replaceChildren(...ks(s,e,(n,r)=>this.light(n,r))),this.inspector.hidden=!this.inspected;let i=()=>this.inspect(this.inspected);this.inspector.
replaceChildren(...this.inspected?lo(t,this.inspected,i):[])}light(t,e=!1){for(let h of this.element.querySelectorAll(".q-lit"))h.classList.remove("q-lit");let s=new Set(
t),n=[...this.element.querySelectorAll("[data-key], [data-touch]")].filter(h=>s.has(h.dataset.key??h.dataset.touch??""));for(let h of t){let{queue:c,job:l}=this.
data.key(h),d=l===null?void 0:this.tokens.of(c,l);d&&n.push(d.element)}for(let h of n)h.classList.add("q-lit");let r=this.tokens.motion.matches?"auto":"smooth";
e&&n[0]?.scrollIntoView({block:"nearest",behavior:r})}};function yo({controls:o,index:t,selected:e,shows:s}){let{follow:i,playing:n,track:r}=o,h=e?o.currentJob():null,c=h?{job:h,follow:i.job!==null}:{};return{step:t,
view:s,speed:n.rate,axis:r.scale,...c}}function vo(o,{step:t,view:e,job:s,follow:i,speed:n,axis:r}){e&&o.look(e),r&&o.controls.setScale(r),n&&o.playing.setRate(
n),s&&o.selected!==O(s.queue,s.job)&&o.select(s.queue,s.job),s&&i&&o.controls.follow.set(s),t!==void 0&&o.show(t,{quiet:!0})}var Kn="cubic-bezier(.3,.1,.2,1)",Yn=120,Hn=60,Fe=class{constructor(t,e,s){this.id=a("b"),this.name=a("span",{class:"q-name"}),this.tries=a("span",{class:"q-tri\
es"}),this.hint=a("i"),this.foot=a("span",{class:"q-foot"});let i=[this.id,this.name,this.tries,this.hint];this.element=y("q-token",()=>s(t,e),{data:{queue:t,job:e}},
...i)}update(t,{name:e,tries:s,hint:i,selected:n,kind:r}){m(this.id,f(t,18)),m(this.name,f(e,18)),m(this.tries,s),m(this.hint,i);let h=e?`, ${f(e,80)}`:"",c=`jo\
b ${f(t,80)}${h}${s?`, attempts ${s}`:""}`;this.element.title!==c&&(this.element.title=c),x(this.element,"kind",r);let l=String(n);L(this.element,"aria-pressed",
l)}showFoot(t){this.foot.className!==t&&(this.foot.className=t,delete this.foot.dataset.words),this.foot.parentNode!==this.element&&this.element.append(this.foot)}travel(t,e,s){
let i=Math.hypot(t,e),n=i>Yn?-Math.min(36,i/10):0;for(let p of this.element.getAnimations())p.cancel();let r=this.element.closest(".q-box"),h=p=>{this.element.style.
zIndex=p,r&&(r.style.zIndex=p)};h(i>Hn?"5":"");let c=`translate(${t*.45}px, ${e*.45+n}px) scale(${n?1.12:1})`,l=[`translate(${t}px, ${e}px)`,c,"none"].map(p=>({
transform:p})),d=this.element.animate(l,{duration:s,easing:Kn});d.onfinish=d.oncancel=()=>h("")}appear(t){let e=[{transform:"scale(.4)",opacity:0},{transform:"s\
cale(1.1)",opacity:1},{transform:"none",opacity:1}];this.element.animate(e,{duration:t})}},ue=class{constructor(t){this.onSelect=t,this.all=new Map,this.asked=new Map,
this.was=new Map,this.motion=matchMedia("(prefers-reduced-motion: reduce)")}begin(t){if(this.asked=new Map,this.was=new Map,!(!t||this.motion.matches))for(let[e,
{element:s}]of this.all)s.isConnected&&this.was.set(e,s.getBoundingClientRect())}take(t,e,s){let i=O(t,e);for(;this.asked.has(i);)i+=`
+`;let n=this.all.get(i)??new Fe(t,e,this.onSelect);return this.asked.set(i,n),n.update(e,s),n}of(t,e){let s=this.all.get(O(t,e));return s?.element.isConnected?
s:void 0}settle(t){if(this.all=this.asked,!this.was.size)return;let e=[];for(let[s,i]of this.all){let[n,r]=[this.was.get(s),i.element.getBoundingClientRect()];n?
Math.abs(n.left-r.left)+Math.abs(n.top-r.top)>1&&e.push([i,n.left-r.left,n.top-r.top]):i.appear(t)}for(let[s,i,n]of e)s.travel(i,n,t)}};var ko=700,Vn=3,Gn=640,qo=30,Un="qlab player: arrow keys step, space plays, N and B go to the next chapter and back, K shows all keys, C code, T the time axis, \
F follows a job, J goes to its next step, P asks, slash searches",ut=class{constructor(t,e,{step:s,view:i,axis:n,onStep:r,onView:h,onAnswer:c,onChange:l}={}){this.
data=new Lt(e),this.onStep=r??(()=>{}),this.onView=h??(()=>{}),this.onChange=l??(()=>{}),this.shows=i??"stage",this.selected="",this.index=-1,this.at=void 0,this.
order=[],this.tokens=new ue((S,U)=>this.select(S,U)),this.keys=new pe(this.data,this.tokens,()=>this.redraw());let d=(S,U)=>this.select(S,U);this.scene=new Qt(this.
keys.hooks,d,S=>this.chooseBox(S)),this.asking=new Rt(this,c??(()=>{})),this.quiz=this.asking.quiz,this.drawer=new Dt(()=>this.redraw(),this.asking.votes.element),
this.head=new re,this.controls=new ne(this.data,this,n??"steps"),this.playing=this.controls.playing;let p=a("div",{class:"q-scenery"},this.scene.element,this.drawer.
element),{top:g,told:b,live:w}=this.head,_=[g,this.controls.bar,b,this.controls.tools,p,this.keys.element,w];this.root=a("div",{class:"qlab-player",tabindex:"0",
role:"group","aria-label":Un},..._),x(this.root,"view",this.shows),this.root.addEventListener("keydown",S=>this.controls.key(S)),this.head.reserve(this.data),t.
replaceChildren(this.root),this.watch=new ResizeObserver(()=>this.measure()),this.watch.observe(this.root),this.measure(),this.show(s??Math.min(1,this.data.length),
{quiet:!0})}show(t,{quiet:e=!1,force:s=!1,at:i}={}){let n=Math.max(0,Math.min(Number(t)||0,this.data.length)),r=s?i??this.at:i;if(n===this.index&&r===this.at&&!s)
return;this.at=r;let h=Math.abs(n-this.index)<=Vn&&n!==this.index;this.index=n,this.draw(h&&!s,this.playing.fast?ko/3:ko),e||this.onStep(n)}flow(t){this.at=this.
data.at(this.index)+Math.round(t);let e=this.pictureNow();this.head.tick(e),this.controls.updateTime(this.index,this.at),this.shows==="stage"?this.scene.flow(e,
this.shown()):this.drawKeys(e,this.shown(),!1,0,!0)}get pace(){return this.shows==="stage"?qo:4*qo}pictureNow(){return this.picture=new St(this.data,this.index,
this.selected,this.at,this.controls.track.byTime),this.picture}shown(){let t=this.controls.filters.wanted.queue,e=this.controls.follow.job?.queue,s=this.order.filter(
i=>!t||i===t||e!==void 0);return e===void 0?s:[...s].sort((i,n)=>+(n===e)-+(i===e))}measure(){x(this.root,"narrow",String(this.root.clientWidth>0&&this.root.clientWidth<
Gn))}redraw(){this.index>=0&&this.show(this.index,{quiet:!0,force:!0})}look(t){t!==this.shows&&(this.shows=t,x(this.root,"view",t),this.redraw(),this.onView(t))}select(t,e,s){
let i=O(t,e);this.selected=this.selected===i&&s===void 0?"":i,this.controls.follow.chosen(),this.onChange(),s===void 0||s===this.index?this.redraw():this.show(s)}chooseBox(t){
return this.quiz.asking?this.asking.guess(t):(this.keys.inspected=A(this.data.prefix,this.order[0]??"",t),this.look("keys"))}toggleCode(){let t=this.shows!=="st\
age"||this.drawer.tab!=="code";this.shows!=="stage"&&this.look("stage"),this.drawer.open(t?"code":"changes")}predict(t,e){this.asking.begin(t,e)}draw(t,e){let s=this.
pictureNow(),i=this.data.queuesAt(this.index),n=t&&i[0]===this.order[0];this.order=i;let r=this.shown(),h=qe(this.root);this.head.update(s),this.shows==="stage"?
this.drawScene(s,r,n?e:0):this.drawKeys(s,r,n,e),this.controls.update(this.index),ls(this.root,h)}drawScene(t,e,s){this.scene.animate(this.tokens.motion.matches?
0:s),this.scene.update(t,e),this.quiz.asking!==this.index+1&&(this.quiz.asking=0);let i=this.quiz.asking?this.quiz.question(this.quiz.asking):null,n=this.quiz.answers.
get(this.index)??null;return x(this.root,"asks",String(i!==null)),this.scene.markGuess(n&&!n.right?n.guess:""),this.drawer.judge(i?null:n),this.asking.votes.update(
i?.step??this.index),i?(this.head.ask(i),this.drawer.ask(i,r=>this.asking.guess(r))):this.drawer.update(t)}drawKeys(t,e,s,i,n){this.tokens.begin(s),this.keys.update(
t,e,n),this.tokens.settle(i)}search(t){x(this.root,"tools",t?"open":""),(t?this.controls.search.input:this.root).focus()}decode(...t){return B(...t).meaning}grow(t,e){
let s=this.data.grow(t);return s&&(this.controls.refresh(),this.head.reserve(this.data)),e!==void 0&&e!==this.index?this.show(e,{quiet:!0}):s&&this.redraw(),s}key(t){
this.controls.key(t)}get linked(){return yo(this)}open(t){vo(this,t)}get held(){return this.data.length}follows(t){return t.from<=this.data.length}destroy(){this.
controls.playing.stop(),this.asking.votes.stop(),this.watch.disconnect(),this.root.remove()}};var Ke={sign:"▀",css:"q-tick-first"},Ye={sign:"▄",css:"q-tick-second"},fe=class{constructor(t,e){this.pair=t,this.playing=new dt({forward:()=>this.move(1),rewind:()=>this.
rewind(),gap:()=>this.gap(),flow:i=>t.flow(t.elapsedAt(t.index+1)-i),every:()=>t.pace,changed:()=>t.onChange()}),this.track=new lt(t,e),this.scales=new ht(i=>this.
setScale(i)),this.chapters=new rt(()=>t.chapters,i=>t.show(i)),this.first=z("first","The beginning (Home)",()=>t.show(0)),this.back=z("back","Back (←)",()=>this.
move(-1)),this.forward=z("forward","Forward (→)",()=>this.move(1)),this.last=z("last","The end (End)",()=>t.show(t.length)),this.clock=a("span",{class:"q-cloc\
k"}),this.counter=a("span",{class:"q-counter"});let s={input:()=>t.show(this.track.indexAt(Number(this.range.value)))};this.range=a("input",{type:"range",min:0,
step:1,"aria-label":"step",class:"q-range",on:s}),this.ticks=a("div",{class:"q-ticks","aria-hidden":"true"}),this.legend=a("div",{class:"q-legend"}),this.views=
new pt(t),this.bar=this.makeBar(),this.refresh()}makeBar(){let t=a("span",{class:"q-pair-time"},this.clock,this.counter),s=[...[this.first,this.back,this.playing.
button,this.forward,this.last],this.playing.speed,this.views.element],i=a("div",{class:"q-rail"},this.ticks,this.range);i.append(new ct(i,h=>this.tell(h)).element);
let n=a("div",{class:"q-under"},this.legend,this.scales.element,this.chapters.element);return a("div",{class:"q-controls",role:"group","aria-label":"controls"},
t,a("div",{class:"q-buttons"},...s),a("div",{class:"q-slide"},i,n))}refresh(){let{places:t,names:e}=this.pair;this.range.max=String(this.track.end);let s=c=>(1e3*
this.track.shareOf(c)).toFixed(1),i=(c,l)=>t.map((d,p)=>this.pair.moves(c,p)?`M${s(p)} ${l}`:""),n=[E("path",{class:Ke.css,d:i(0,"0V7").join("")}),E("path",{class:Ye.
css,d:i(1,"9V16").join("")})];this.ticks.replaceChildren(E("svg",{viewBox:"0 0 1000 16",preserveAspectRatio:"none"},...n));let[r,h]=[Ke,Ye].map(({sign:c,css:l})=>a(
"b",{class:l},c));this.legend.replaceChildren(r??"",` ${e[0]}   `,h??"",` ${e[1]}`),this.chapters.refresh(),this.scales.update(this.track.scale)}tell(t){let e=this.
track.indexAt(t*this.track.end),s=[Ke,Ye].flatMap((n,r)=>this.pair.moves(r,e)?[{...n,words:this.pair.names[r]??""}]:[]);return[{sign:"",css:"",words:`${v(e)} of\
 ${v(this.pair.length)}, ${R(this.pair.elapsedAt(e))}`},...s]}setScale(t){t!==this.track.scale&&(this.track.scale=t,this.refresh(),this.pair.show(this.pair.index,
{quiet:!0,force:!0}),this.pair.onChange())}gap(){let{index:t,length:e}=this.pair;return!this.track.byTime||t>=e?0:this.pair.elapsedAt(t+1)-this.pair.time}move(t){
let e=this.pair.index+t;return e<0||e>this.pair.length?!1:(this.pair.show(e),!0)}rewind(){this.pair.index>=this.pair.length&&this.pair.show(0)}update(t,e){this.
views.update(),this.chapters.update(t),this.updateTime(t,e),L(this.range,"aria-valuetext",`${R(e)}, ${t} of ${this.pair.length}`),this.back.disabled=this.first.
disabled=t<=0,this.forward.disabled=this.last.disabled=t>=this.pair.length,m(this.counter,`${v(t)} of ${v(this.pair.length)}`)}updateTime(t,e){m(this.clock,R(e)),
this.range.value=String(this.track.byTime?Math.round(e):t)}key(t){let e=se(t,s=>this.acts[s.length===1?s.toLowerCase():s]);t.ctrlKey||t.metaKey||t.altKey||(t.stopPropagation(),
e&&(t.preventDefault(),e()))}acts={...ee(this),n:()=>this.chapters.jump(this.pair.index,1),b:()=>this.chapters.jump(this.pair.index,-1),t:()=>this.setScale(this.
track.byTime?"steps":"time"),c:()=>this.pair.toggleCode()}};var Jn="qlab player of two recordings: arrow keys step both, space plays, N and B go to chapters, K shows all keys",me=class{constructor(t,e,{step:s,view:i,axis:n,
onStep:r,onView:h,onChange:c}={}){this.places=e.places,this.names=e.names,this.onStep=r??(()=>{}),this.onView=h??(()=>{}),this.onChange=c??(()=>{}),this.shows=i??
"stage",this.index=-1,this.time=0;let l=e.tracks.map(()=>a("div",{class:"q-half-slot"}));this.notes=e.tracks.map(()=>a("small",{})),this.halves=e.tracks.map((b,w)=>this.
half(l[w]??t,b,e.names[w]??"")),this.chapters=this.findChapters(),this.controls=new fe(this,n??"steps");let d=l.map((b,w)=>this.section(b,w)),p=a("div",{class:"\
q-halves"},...d),g={class:"qlab-player q-pair",tabindex:"0",role:"group","aria-label":Jn};this.root=a("div",g,p,this.controls.bar),x(this.root,"shows",this.shows),
this.root.addEventListener("keydown",b=>this.controls.key(b),{capture:!0}),t.replaceChildren(this.root),this.show(s??Math.min(1,this.length),{quiet:!0})}half(t,e,s){
let i=new ut(t,e,{step:0,view:this.shows,onView:n=>this.look(n)});return i.root.removeAttribute("tabindex"),i.root.setAttribute("aria-label",s),i.drawer.element.
setAttribute("aria-label",`the difference: ${s}`),i}section(t,e){let s=a("h2",{class:"q-half-name"},this.names[e]??""," ",this.notes[e]);return a("div",{class:"\
q-half",role:"group","aria-label":this.names[e]??""},s,t)}get length(){return this.places.length-1}get held(){return this.halves.map(t=>t.data.length)}elapsedAt(t){
let e=this.places[t]??[];return Math.max(...this.halves.map(({data:s},i)=>s.elapsedAt(e[i]??0)))}moves(t,e){return e>0&&this.places[e]?.[t]!==this.places[e-1]?.[t]}findChapters(){
return this.places.flatMap((t,e)=>t.flatMap((s,i)=>{let{data:n}=this.halves[i];return(this.moves(i,e)?n.chapters.filter(({step:h})=>h===s):[]).map(({title:h})=>({
step:e,title:`${h}, ${this.names[i]??""}`}))}))}show(t,{quiet:e=!1,force:s=!1}={}){let i=Math.max(0,Math.min(Number(t)||0,this.length));if(i===this.index&&!s)return;
this.index=i;let n=this.elapsedAt(i);this.time=n,this.halves.forEach((r,h)=>{this.showHalf(r,h,n)}),this.controls.update(i,n),e||this.onStep(i)}flow(t){this.time=
t;for(let e of this.halves)e.flow(e.data.start+t-e.data.at(e.index));this.controls.updateTime(this.index,t)}get pace(){return Math.max(...this.halves.map(t=>t.pace))}showHalf(t,e,s){
let[i,n]=[this.places[this.index]?.[e]??0,this.places[this.index-1]?.[e]],r=i===n||this.index===0;t.playing=this.controls.playing,t.controls.track.scale=this.controls.
track.scale,t.show(i,{quiet:!0,force:i===t.index,at:t.data.start+s});let h=`step ${v(i)} of ${v(t.data.length)}`;m(this.notes[e]??t.root,r&&this.index?`${h}, no\
thing new`:h),x(t.root,"still",String(r))}look(t){if(t!==this.shows){this.shows=t,x(this.root,"shows",t);for(let e of this.halves)e.look(t);this.controls.update(
this.index,this.elapsedAt(this.index)),this.onView(t)}}toggleCode(){for(let t of this.halves)t.toggleCode()}get linked(){let{playing:t,track:e}=this.controls;return{
step:this.index,view:this.shows,speed:t.rate,axis:e.scale}}open({step:t,view:e,speed:s,axis:i}){e&&this.look(e),i&&this.controls.setScale(i),s&&this.controls.playing.
setRate(s),t!==void 0&&this.show(t,{quiet:!0})}key(t){this.controls.key(t)}predict(){}grow(t,e){let s=this.halves.map((i,n)=>{let r=t.tracks[n];return r?i.grow(
r):!1});return this.places=t.places,this.chapters=this.findChapters(),this.controls.refresh(),this.show(e??this.index,{quiet:!0,force:s.some(Boolean)}),s.some(Boolean)}follows(t){
return t.tracks.every((e,s)=>e.from<=(this.held[s]??0))}destroy(){this.controls.playing.stop();for(let t of this.halves)t.destroy();this.root.remove()}};var Eo=(o,t,e)=>"tracks"in t?new me(o,t,e):new ut(o,t,e);var Mo=1e4,Qn=Eo;function Zn({model:o,el:t}){let e=p=>{o.set("step",p),o.save_changes()},s=p=>{o.set("view",p),o.save_changes()},i=p=>{o.set("answers",p),o.save_changes()},
n={step:o.get("step"),view:o.get("view"),onStep:e,onView:s,onAnswer:i},r=Qn(t,JSON.parse(o.get("data")),n),h="asking"in r?Xn(r,o):()=>{};o.get("predict")&&r.predict(
!0,o.get("questions"));let c=()=>r.show(o.get("step"),{quiet:!0}),l=()=>r.look(o.get("view")),d=tr(r,o);return o.on("change:step",c),o.on("change:view",l),o.on(
"msg:custom",d),()=>{o.off("change:step",c),o.off("change:view",l),o.off("msg:custom",d),h(),r.destroy()}}function Xn({asking:o},t){if(!t.get("in_class"))return()=>{};
let e=()=>o.votes.show(t.get("votes"));return o.votes.connect((s,i)=>t.send({class:s,step:i})),t.on("change:votes",e),()=>t.off("change:votes",e)}function tr(o,t){
let e=-Mo,s=()=>{performance.now()-e<Mo||(e=performance.now(),t.send({after:o.held}))};return s(),i=>{if(!("steps"in i||"tracks"in i))return;let n=i;o.follows(n)?
o.grow(n,i.show??void 0):s()}}var Jd={render:Zn};export{Jd as default,Qn as mount};
