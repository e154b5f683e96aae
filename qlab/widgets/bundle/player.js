// qlab's widgets, bundled by esbuild 0.28.2 from sources with SHA-256 4e9efc664052f0beb1ac6c4dad1ad687a86cf2ed433747fa75564cf99f97a6b6
var Ze="\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{d800}-\\u{dfff}\\u{e0000}-\\u{e007f}",
u={WAIT:"wait",ACTIVE:"active",PAUSED:"paused",DELAYED:"delayed",PRIORITIZED:"prioritized",PRIORITY_COUNTER:"pc",COMPLETED:"completed",FAILED:"failed",WAITING_CHILDREN:"\
waiting-children",MARKER:"marker",EVENTS:"events",META:"meta",ID:"id",STALLED:"stalled",STALLED_CHECK:"stalled-check",LIMITER:"limiter",REPEAT:"repeat",SCHEDULER:"\
scheduler",DEDUPLICATION:"de",DEDUPLICATION_NEXT:"dn",METRICS:"metrics",METRICS_DATA:"metrics-data",LEGACY_PRIORITY:"priority",LEGACY_DELAY:"delay",LEGACY_PAUSED:"\
meta-paused",JOB:"job",LOCK:"lock",LOGS:"logs",DEPENDENCIES:"dependencies",PROCESSED:"processed",CHILD_FAILURES:"child-failures",UNSUCCESSFUL:"unsuccessful",RELAY:"\
relay",UNKNOWN:"unknown"},q={WAITING:"waiting",PRIORITIZED:"prioritized",DELAYED:"delayed",WAITING_CHILDREN:"waiting-children",ACTIVE:"active",COMPLETED:"comple\
ted",FAILED:"failed",UNKNOWN:"unknown"},Xe={waiting:"The job is ready and waits in line for a worker.",prioritized:"The job is ready, in line by priority, after\
 jobs without one.",delayed:"The job may not start before a set moment: a delay or a backoff.","waiting-children":"The job waits for its child jobs to finish.",
active:"A worker has the job, and a lock on it that it must keep renewing.",completed:"The job is done, and its return value is kept.",failed:"The job failed fo\
r good: no attempts are left, or the error forbade another.",unknown:"No list or set of the queue holds the job's id: it does not exist, or it is orphaned."},N=[
["completed","completed"],["failed","failed"],["delayed","delayed"],["prioritized","prioritized"],["active","active"],["wait","waiting"],["paused","waiting"],["\
waiting-children","waiting-children"]],ts=["prioritized","wait","paused"],Ee=["completed","failed"],es={lock:"lock",logs:"logs",dependencies:"dependencies",processed:"\
processed","child-failures":"failed",unsuccessful:"unsuccessful"},K={wait:["list","Ids of the jobs that are ready; workers take from the right end."],active:["l\
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
llMQ makes."]},ss="no longer: ",is="\0job\0",os=200,G=["wait","active","completed","prioritized","waiting-children","failed","delayed","paused"],H=["wait","acti\
ve","delayed","completed","failed"],Me=["delayed","prioritized"],ns={wait:["head: new jobs","tail: next to run"],paused:["head: newest","tail: oldest"],active:[
"head: taken last","tail: taken first"],logs:["head: oldest","tail: newest"],"metrics-data":["head: latest","tail: oldest"]},nt={list:"list",zset:"sorted set",set:"\
set",hash:"hash",string:"string",stream:"stream"},$e={list:["element","elements"],set:["member","members"],zset:["member","members"],hash:["field","fields"],stream:[
"entry","entries"],string:["byte","bytes"]},qt={NAME:"name",OPTIONS:"opts",ATTEMPTS_MADE:["atm","attemptsMade"]},rs={EVENT:"event",JOB_ID:"jobId"},Et={READY:"0",
DUE:"1"};var O=(i,t,e)=>`${i}:${t}:${e}`;function J(i,t,e,s){let o=`${i}:${t}:${e}`;return s===void 0?o:`${o}:${es[s]}`}var I=(i,t)=>`${i}
${t}`;function tt(i){let[t="",e=""]=i.split(`
`);return[t,e]}function hs(i,t){if(i===t)return 0;let[e,s]=[as(i),as(t)],o=e.findIndex((n,r)=>n!==s[r]);return o<0?-1:(e[o]??-1)-(s[o]??-1)}var as=i=>[...i].map(t=>Wi(t.codePointAt(
0)??0)),Wi=i=>i>>8===220?i-56320:i,ls=(i,t)=>i[1]-t[1]||hs(i[0],t[0]),Mt=([i],[t])=>i<t?-1:i>t?1:0,et=i=>typeof i=="string"?Number(i.replace("inf","Infinity")):
i,Fi={hash:i=>new Map(Object.entries(i).sort(Mt)),zset:i=>i.map(([t,e])=>[t,et(e)]).sort(ls)},cs={string:(i,t)=>t,list:Ki,members:Gi,hash:Yi,zset:Hi,stream:(i,t)=>i.
slice(t.trim).concat(t.append)},zi=Object.keys(cs);function Ki(i,t){let e=i.slice();for(let[s,o,n]of t)e.splice(s,o,...n);return e}function Gi(i,t){let e=i.filter(
s=>!t.del.includes(s));return[...new Set([...e,...t.add])].sort(hs)}function Yi(i,t){let e=new Map(i);for(let s of t.del)e.delete(s);for(let[s,o]of Object.entries(
t.set))e.set(s,o);return new Map([...e].sort(Mt))}function Hi(i,t){let e=new Map(i);for(let s of t.del)e.delete(s);for(let[s,o]of Object.entries(t.set))e.set(s,
et(o));return[...e].sort(ls)}function gt(i,t,e){let s=Fi[t.type]?.(t.value)??t.value,o=t.expires_at===null?null:t.expires_at-e,n=new Map(Object.entries(t.words??
{})),{encoding:r,expires_at:a,size:l}=t;return{name:i,type:t.type,encoding:r,expires:a,life:o,value:s,size:l,words:n,job:null}}function ds(i,t,e){let s=zi.find(
l=>l in t),o=s?cs[s](i.value,t[s]):i.value,n=t.expires_at,r=n===null?null:n===i.expires?i.life:n-e,a=t.words?new Map([...i.words,...Object.entries(t.words)]):i.
words;return{...i,job:null,encoding:t.encoding,expires:n,life:r,value:o,words:a}}function Y(i){return i.size!==void 0?i.size:i.type==="hash"?i.value.size:typeof i.
value=="string"?Vi(i.value):i.value.length}var Vi=i=>[...i].reduce((t,e)=>t+Ui(e.codePointAt(0)??0),0),Ui=i=>i<128||i>>8===220?1:i<2048?2:i<65536?3:4;function rt(i){
return!i||!Array.isArray(i.value)||i.type==="stream"?[]:i.type==="zset"?i.value:i.value.map(t=>[t,null])}function R(i){return Number.isFinite(i)?Number.isInteger(i)?String(BigInt(i)):String(i):i>0?"inf":"-inf"}var v=i=>i.toLocaleString("en"),M=(i,t,e=`${t}s`)=>`${v(
i)} ${i===1?t:e}`;function C(i){let[t="",e=""]=(Math.abs(i)/1e3).toFixed(3).split(".");return`${i<0?"-":"+"}${t.replace(/\B(?=(\d{3})+$)/g," ")}.${e} s`}var st=i=>`${(i/1e3).toFixed(
3)} s`,Ji=i=>i%1===.5?2*Math.round(i/2):Math.round(i),$t=i=>i<1e5?st(i):V(1e3*Ji(i/1e3));function St(i){return i===0?"due now":i>0?`due in ${$t(i)}`:`overdue by\
 ${$t(-i)}`}var ps=(i,t)=>i===null?"never expires now":i>t?`expires ${Tt(i-t)}`:Tt(i-t),Tt=i=>i>0?`in ${$t(i)}`:`${$t(-i)} ago`,Qi=[["d",864e5],["h",36e5],["min",
6e4],["s",1e3]];function V(i){if(!(i<1e15))return`${i.toPrecision(4)} ms`;let t=i;return Qi.map(([s,o])=>{let n=s==="s"?t/o:Math.floor(t/o);return t-=Math.floor(
t/o)*o,n?`${n} ${s}`:""}).filter(Boolean).join(" ")||"0 s"}var us=i=>i<1e5?`${(i/1e3).toFixed(1)} s`:V(1e3*Math.floor(i/1e3));function At(i,t){let e=new RegExp(
`((?:\\d+ (?:d|h|min) ?){${t}}).*`);return i.replace("overdue by","late by").replace(e,"$1").trim()}function wt(i){let t=new Date(i);return Number.isNaN(t.getTime())?
`${i} ms since 1970`:t.toISOString()}var Zi=new RegExp(`[${Ze}]`,"gu"),Ot=(i,t)=>i.toString(16).padStart(t,"0");function Xi(i){let t=i.codePointAt(0)??0;return i==="\r"?"\\r":t>=56448&&t<=56575?`\\x${Ot(
t-56320,2)}`:t<128?`\\x${Ot(t,2)}`:t<65536?`\\u${Ot(t,4)}`:`\\U${Ot(t,8)}`}var _=i=>String(i).replace(Zi,Xi),P=i=>_(i).replace(/\n/g,"\\n").replace(/\t/g,"\\t");
function Q(i,t){if(i.length<=t)return i;let e=/[\ud800-\udbff]/.test(i[t-2]??"")?t-2:t-1;return`${i.slice(0,e)}…`}var m=(i,t)=>Q(P(i),t);var Nt=(i,t)=>[Math.floor(i/t),i-Math.floor(i/t)*t],Z=i=>Nt(i,4096)[0],Ae=i=>Nt(i,4294967296)[0],to=Math.log2(4294967296),eo=Math.log2(9007199254740992),Lt=i=>({
value:t,now:e,start:s})=>({label:C(t-s),meaning:`${i} ${wt(t)}, ${Tt(t-e)}`});function so({value:i,now:t}){let[e,s]=Nt(i,4096),o=Math.abs(i)>9007199254740992?` \
(above 2^${eo} a score loses its sequence)`:"",n=St(e-t);return{label:n,meaning:`${e} ms × ${4096} + ${s} → ${n}${o}`}}function io({value:i}){let[t,e]=Nt(i,4294967296),
s=e?`ticket ${e}`:"at the front";return{label:s,meaning:`${t} × 2^${to} + ${e} → priority ${t}, ${s}`}}function oo({member:i,value:t,now:e}){let s={[Et.READY]:"\
an idle worker wakes and looks for a job now",[Et.DUE]:`a worker without work sleeps until the next delayed job, ${St(t-e)}`},o=Object.values(Et).join(" and ");
return{label:"",meaning:s[i]??`not a marker that BullMQ sets (it knows ${o})`}}function no({member:i,value:t,now:e}){let s=St(t-e);return{label:s,meaning:`${wt(
t)} → next job of scheduler ${m(i,60)} ${s}`}}var ro={[u.DELAYED]:so,[u.PRIORITIZED]:io,[u.MARKER]:oo,[u.COMPLETED]:Lt("finished"),[u.FAILED]:Lt("finished"),[u.
WAITING_CHILDREN]:Lt("waiting since"),[u.UNSUCCESSFUL]:Lt("failed"),[u.REPEAT]:no,[u.LEGACY_PRIORITY]:({value:i})=>({label:R(i),meaning:`priority ${R(i)}, no lo\
nger read`})};function j(i,t,e,s,o){return Number.isFinite(e)?ro[i]?.({member:t,value:e,now:s,start:o})??{label:R(e),meaning:""}:{label:R(e),meaning:"not a fini\
te number: BullMQ sets no such score"}}var ao={name:"",tries:"",made:0,allowed:1},ho=10*365*864e5,It=class{constructor(t,e,s,o,n=!1){this.data=t,this.index=e,this.selected=s,this.step=t.step(e),this.
at=Math.max(o??0,t.at(e)),this.byTime=n,this.state=t.state(e),this.before=e>0?t.state(e-1):this.state;let r=this.step?.changes??[];this.kinds=new Map(r.map(a=>[
a.key,this.kind(a)])),this.appended=new Map(r.map(a=>[a.key,a.stream?.append.length??this.entered(a)])),this.moves=Dt(this.step?.moves??[]),this.places=null}get between(){
return this.byTime&&this.at>this.data.at(this.index)}kind(t){return t.del?"gone":t.set&&!this.before.has(t.key)?"born":"changed"}entered({key:t,set:e}){if(e?.type!==
"stream")return 0;let s=this.before.get(t),o=new Set(s?.type==="stream"?s.value.map(([n])=>n):[]);return e.value.filter(([n])=>!o.has(n)).length}fresh(t){return this.
appended.get(t)??0}hash(t,e){let s=this.state.get(J(this.data.prefix,t,e));return s?.type==="hash"?s:null}job(t,e){let s=this.hash(t,e);return s?(s.job??={name:s.
value.get(qt.NAME)??"",...lo(s.value)},s.job):ao}stateOf(t,e){return this.places??=this.findPlaces(),this.places.get(I(t,e))??q.UNKNOWN}findPlaces(){let t=new Map;
for(let e of this.data.queues)for(let[s,o]of N)for(let[n]of rt(this.state.get(O(this.data.prefix,e,s)))){let r=I(e,n);t.has(r)||t.set(r,o)}return t}jobs(){let t=new Map;
for(let e of this.kinds.keys()){let{queue:s,job:o}=this.data.key(e);o!==null&&t.set(I(s,o),{queue:s,job:o})}return t}};function Dt(i){let t=new Map;for(let[e,s,
o,n]of i){let r=t.get(I(e,s));t.set(I(e,s),[e,s,r?r[2]:o,n])}return t}function lo(i){try{let t=JSON.parse(i.get(qt.OPTIONS)??"{}").attempts??1,e=Number(qt.ATTEMPTS_MADE.
map(s=>i.get(s)).find(s=>s!==void 0)??0);return{made:e,allowed:t,tries:t>1?`${e}/${t}`:""}}catch{return{made:0,allowed:1,tries:""}}}var Rt=class{constructor(t){
this.data=t,this.upTo=0,this.by=new Map}of(t){for(;this.upTo<this.data.length;this.upTo+=1){let{at:e,changes:s}=this.data.step(this.upTo+1);for(let o of s)this.
look(o,e)}return this.by.get(t)??0}look(t,e){if(this.data.key(t.key).role!==u.DELAYED)return;let s=Math.max(0,...co(t).map(o=>Z(et(o))-e));s<ho&&this.by.set(t.key,
Math.max(this.by.get(t.key)??0,s))}};function co({zset:i,set:t}){return i?Object.values(i.set):t?.type==="zset"?t.value.map(([,e])=>e):[]}function h(i,t={},...e){let s=document.createElement(i);for(let[o,n]of Object.entries(t))po(s,o,n);for(let o of e.flat())o==null||o===""||s.append(o instanceof Node?
o:_(o));return s}function po(i,t,e){if(!(e==null||e===!1))if(t==="class")i.className=e;else if(t==="text")i.textContent=_(e);else if(t==="data")Object.assign(i.
dataset,e);else if(t==="on")for(let[s,o]of Object.entries(e))i.addEventListener(s,o);else i.setAttribute(t,e===!0?"":e)}var y=(i,t,e={},...s)=>h("button",{type:"\
button",class:i,on:{click:t},...e},...s),at=(...i)=>h("thead",{},h("tr",{},...i.map(t=>h("th",{scope:"col"},t))));function w(i,t){let e=_(t);i.textContent!==e&&
(i.textContent=e)}function x(i,t,e){i.dataset[t]!==e&&(i.dataset[t]=e)}function S(i,t,e){i.style.getPropertyValue(t)!==e&&i.style.setProperty(t,e)}function L(i,t,e){
i.getAttribute(t)!==e&&(e===null?i.removeAttribute(t):i.setAttribute(t,e))}function k(i,t){let e=i.firstChild;for(let s of t){if(e&&e!==s&&e.nextSibling===s){let o=e;
e=s,i.appendChild(o)}e===s?e=e.nextSibling:i.insertBefore(s,e)}for(;i.childNodes.length>t.length;)i.lastChild?.remove()}var ms=(i,t)=>t===null?i:`${i}: job ${m(t,14)}`,ht=class{constructor(t,e){this.chapters=t,this.go=e;let s={change:()=>this.choose()},o="Chapters (N: the next on\
e, B: the one before)";this.element=h("select",{class:"q-chapters","aria-label":"chapters",title:o,on:s}),this.refresh()}refresh(){let t=this.chapters(),e=t.map(
({step:s,title:o},n)=>h("option",{value:n},`${s} · ${o}`));this.element.replaceChildren(h("option",{value:""},"Chapters"),...e),this.element.disabled=!t.length}choose(){
let t=this.chapters()[Number(this.element.value)];this.element.value&&t&&this.go(t.step)}jump(t,e){let s=this.chapters().map(({step:n})=>n),o=e>0?s.find(n=>n>t):
s.findLast(n=>n<t);o!==void 0&&this.go(o)}update(t){let e=this.chapters().findLastIndex(({step:s})=>s<=t);this.element.value=e<0?"":String(e)}};function jt(i,t,e,s){let o=a=>i.words[a]??"";if(t.lines)return t.lines.map(([a,l,c,d,p])=>[a,l,c,d,o(p)]);let n=[];for(let a of uo({data:i,change:t,before:e,at:s})){
if(n.length===os)break;n.push(a)}let r=t.means?n.filter(([a])=>a==="added"||a==="removed"):[];for(let[a,l]of r.entries())l[4]=bs(l[0],o(t.means?.[a]??-1));return n}
function*uo(i){let{change:t,before:e}=i;t.del?yield*fo(i):t.set?yield*mo(i):e&&(yield*go(i,e))}function*fo({data:i,change:t,before:e,at:s}){if(e){yield["gone","",
e.type,null,ys(i,t)];for(let[o,n,r]of ws(i,e,s))yield bt(o,n,r)}}function*mo({data:i,change:t,at:e}){if(!t.set)return;let s=gt(t.key,t.set,e);yield["born","",null,
s.type,ys(i,t)];for(let[o,n,r]of ws(i,s,e))yield["added",o,null,n,r];s.expires!==null&&(yield xs(null,s.expires,e))}function*go(i,t){let{change:e,at:s}=i;e.string!==
void 0&&(yield["changed","",String(t.value),e.string,ks(i,"")]),e.list&&(yield*wo(t.value,e.list)),e.members&&(yield*bo(e.members)),e.hash&&(yield*xo(i,t,e.hash)),
e.zset&&(yield*yo(i,t,e.zset)),e.stream&&(yield*vo(e.stream)),t.expires!==e.expires_at&&(yield xs(t.expires,e.expires_at,s)),t.encoding!==e.encoding&&(yield["en\
coding","",t.encoding,e.encoding,""])}function*wo(i,t){let e=t.length>1?i.slice():i;for(let[s,o,n]of t){let r=e.slice(s,s+o);for(let[a,l]of r.entries())yield bt(
`[${s+a}]`,l,"");for(let[a,l]of n.entries())yield["added",`[${s+a}]`,null,l,""];t.length>1&&e.splice(s,o,...n)}}function*bo(i){for(let t of i.del)yield bt("",t,
"");for(let t of i.add)yield["added","",null,t,""]}function*xo(i,t,e){let s=t.type==="hash"?t.value:new Map;for(let[o,n]of qs(e.set,e.del)){let r=s.get(o)??null;
n===null?yield bt(o,r??"",i.data.word(t,o)):yield[r===null?"added":"changed",o,r,n,ks(i,o)]}}function*yo({data:i,change:t,at:e},s,o){let n=new Map(s.type==="zse\
t"?s.value:[]),{role:r}=i.key(t.key),a=(l,c)=>j(r,l,c,e,i.start).meaning;for(let[l,c]of qs(o.set,o.del)){let d=n.get(l),p=d===void 0?null:R(d);c===null?yield bt(
l,p??"",d===void 0?"":a(l,d)):yield[p===null?"added":"changed",l,p,R(et(c)),a(l,et(c))]}}function*vo(i){let t=i.trim===1?"entry":"entries";i.trim&&(yield["trimm\
ed","",String(i.trim),null,`${t} trimmed off the beginning`]);for(let e of i.append)yield["added",e[0],null,vs(e),""]}function*ws(i,t,e){if(t.type==="zset")yield*ko(
i,t,e);else if(t.type==="hash")for(let[s,o]of t.value)yield[s,o,i.word(t,s)];else if(t.type==="list")for(let[s,o]of t.value.entries())yield[`[${s}]`,o,""];else if(t.
type==="set")for(let s of t.value)yield["",s,""];else if(t.type==="stream")for(let s of t.value)yield[s[0],vs(s),""];else yield["",String(t.value),i.word(t,"")]}
function*ko(i,t,e){let{role:s}=i.key(t.name);for(let[o,n]of t.value)yield[o,R(n),j(s,o,n,e,i.start).meaning]}var bs=(i,t)=>i==="removed"&&t?ss+t:t,bt=(i,t,e)=>[
"removed",i,t,null,bs("removed",e)],xs=(i,t,e)=>["ttl","",gs(i),gs(t),ps(t,e)],gs=i=>i===null?null:String(i),ys=(i,t)=>K[i.key(t.key).role]?.[1]??"",vs=([,i])=>i.
map(([t,e])=>`${t}=${e}`).join(" "),ks=({data:i,change:t},e)=>i.words[t.words?.[e]??-1]??"",qs=(i,t)=>[...Object.entries(i),...t.map(e=>[e,null])].sort(Mt);var lt=32,Es=5,qo=6,Ct=class{constructor(t){this.prefix=t.prefix,this.start=t.start,this.began=t.at,this.note=t.note,this.watched=t.watched,this.steps=[],this.names=
new Map,this.words=[],this.kept=new Map,this.used=new Set,this.queues=[],this.chapters=[],this.grow(t);let e=new Map(Object.entries(t.keys).map(([s,o])=>[s,gt(s,
o,t.at)]));this.frames=[e];for(let s of e.keys())this.use(s)}grow(t){let e=t.steps.slice(this.steps.length-t.from);if(t.from>this.steps.length||!e.length&&this.
steps.length)return!1;for(let[o,[n,r,a,l]]of Object.entries(t.names))this.names.set(o,{name:o,queue:n,role:r,job:a,detail:l});t.words.forEach((o,n)=>{this.words[t.
wordsFrom+n]=o}),this.steps.push(...e);for(let{index:o,commands:n,chapters:r=[]}of e){for(let a of n)a[2]??=a[1].slice(0,1),a[1]=Eo(a);this.chapters.push(...r.map(
([a,,l])=>({step:o,title:ms(a,l)})))}let s=new Set([...this.names.values()].map(o=>o.queue).filter(Boolean));this.queues=Ms([...s].sort(),this.steps);for(let o of e.
flatMap(n=>n.changes))this.use(o.key);return e.length>0}use(t){let{queue:e,role:s}=this.key(t);this.used.add(`${e}
${s}`)}hasUsed(t,e){return this.used.has(`${t}
${e}`)}queuesAt(t){let e=this.steps.slice(Math.max(0,t-Es-1),t+Es),[s]=Ms([...this.queues],e);return s===void 0?[]:[s,...this.queues.filter(o=>o!==s)]}get length(){
return this.steps.length}step(t){return this.steps[t-1]}at(t){return this.step(t)?.at??this.began}elapsedAt(t){return this.at(t)-this.start}key(t){return this.names.
get(t)??{name:t,queue:"",role:u.UNKNOWN,job:null,detail:null}}state(t){let e=this.kept.get(t);if(e)return e;let s=this.replay(t);this.kept.set(t,s);let[o]=this.
kept.keys();return this.kept.size>qo&&o!==void 0&&this.kept.delete(o),s}replay(t){let e=Math.min(Math.floor(t/lt),this.frames.length-1)*lt,s=this.frames[e/lt];for(let[
n,r]of this.kept)n>e&&n<t&&([e,s]=[n,r]);let o=new Map(s);for(let n=e+1;n<=t;n+=1){let r=this.step(n);for(let a of r?.changes??[])Oe(o,a,this.at(n));n%lt===0&&!this.
frames[n/lt]&&(this.frames[n/lt]=new Map(o))}return o}lines(t,e){return jt(this,e,this.state(t.index-1).get(e.key),t.at)}word(t,e){return this.words[t.words.get(
e)??-1]??""}find(t){return this.steps.filter(t).map(e=>e.index)}concerns(t,e,s){let o=(n,r)=>(e===""||n===e)&&(s===""||r===s);return o(t.queue,t.job)||t.moves.some(
n=>o(n[0],n[1]))?!0:t.changes.some(n=>o(this.key(n.key).queue,this.key(n.key).job))}},Eo=([,i,t])=>i.map(e=>typeof e=="number"?t[e]??"":e);function Oe(i,t,e){let s=i.
get(t.key);t.del?i.delete(t.key):t.set?i.set(t.key,gt(t.key,t.set,e)):s&&i.set(t.key,ds(s,t,e))}function Ms(i,t){let e=new Map(i.map(s=>[s,0]));for(let{queue:s}of t)
s!==null&&e.set(s,(e.get(s)??0)+1);return i.sort((s,o)=>(e.get(o)??0)-(e.get(s)??0))}function Le(i){let e=i.getRootNode().activeElement;return e instanceof HTMLElement&&i.contains(e)?e:null}function $s(i,t){t&&Le(i)!==t&&(t.isConnected?t:i).focus(
{preventScroll:!0})}var Mo=1e3,$o=["first","second"],_t=class{constructor(){this.tell=null,this.step=0,this.timer=0,this.votes=null;let t=(o,n)=>y("q-view",()=>this.tell?.(o,this.step),
{data:{move:o}},n);this.moves=[t("discuss","Discuss"),t("again","Vote again"),t("bars","Show bars")],this.told=h("b",{role:"status"});let e=h("span",{class:"q-v\
iews"},...this.moves);this.head=h("div",{class:"q-class-head"},this.told,e),this.rows=h("div",{});let s={class:"q-class",tabindex:"0",role:"group","aria-label":"\
the class"};this.element=h("div",s,this.head,this.rows),this.element.hidden=!0}connect(t){this.tell=t}ask(t){!this.tell||this.step===t||(this.step=t,this.votes=
null,this.tell("ask",t),clearInterval(this.timer),this.timer=window.setInterval(()=>this.tell?.("count",t),Mo))}reveal(t){this.step===t&&(this.stop(),this.tell?.(
"reveal",t))}stop(){clearInterval(this.timer),this.timer=0}show(t){t.step===this.step&&(this.votes=t,this.draw())}update(t){this.element.hidden=!this.tell||!this.
step||t!==this.step,this.element.hidden||this.draw()}draw(){let{votes:t}=this,[e=[],s="count"]=[t?.voted,t?.shown];w(this.told,t?.said??`${M(e.at(-1)??0,"vote")}`);
let o=this.timer!==0&&!t?.said;for(let n of this.moves)n.hidden=!o;this.enable("discuss",e.length===1&&(s==="ask"||s==="count")),this.enable("again",e.length===
1&&(s==="discuss"||s==="bars")),this.enable("bars",s!=="bars"),this.rows.replaceChildren(...(t?.bars??[]).map(n=>To(n,e)))}enable(t,e){for(let s of this.moves)s.
dataset.move===t&&(s.disabled=!e)}};function To([i,t,e],s){let o=e===null?"":e?"✓ ":"✗ ",n=t.map((a,l)=>{let c=Math.round(100*a/Math.max(1,s[l]??0)),d=h("sp\
an",{class:"q-class-bar"});d.style.setProperty("--q-share",`${c}%`);let p=t.length>1?`${$o[l]} `:"";return h("span",{class:"q-class-round"},d,h("small",{},`${p}${v(
a)} (${c} %)`))}),r={option:i,right:String(e)};return h("div",{class:"q-class-row",data:r},h("code",{},`${o}${P(i)}`),h("span",{},...n))}var So="http://www.w3.org/2000/svg";function E(i,t,...e){let s=document.createElementNS(So,i);for(let[o,n]of Object.entries(t))s.setAttribute(o,String(n));return s.
append(...e),s}var Ts={[q.WAITING]:"M2 6h3v4H2zM6.5 6h3v4h-3zM11 6h3v4h-3z",[q.PRIORITIZED]:"M8 1.5 14.5 8 8 14.5 1.5 8z",[q.DELAYED]:"M8 1.5A6.5 6.5 0 1 1 8 14.5 6.5 6.5 0 0 \
1 8 1.5M8 4.5V8.3L10.6 10",[q.WAITING_CHILDREN]:"M8 2v5M8 7H3.5v4M8 7h4.5v4M2 11h3v3H2zM11 11h3v3h-3z",[q.ACTIVE]:"M4 2.5 13 8 4 13.5z",[q.COMPLETED]:"M2.5 8.5 \
6.3 12.3 13.5 4",[q.FAILED]:"M3.5 3.5 12.5 12.5M12.5 3.5 3.5 12.5",[q.UNKNOWN]:"M5.5 6A2.5 2.5 0 1 1 8.6 8.4Q8 8.7 8 10M8 12.2V12.6",first:"M4 3v10M13 3 6 8l7 5\
z",back:"M11 3 4.5 8 11 13z",forward:"M5 3 11.5 8 5 13z",last:"M12 3v10M3 3 10 8l-7 5z",play:"M4 2.5 13 8 4 13.5z",pause:"M5 3v10M11 3v10",removed:"M3 4.5h10M6 \
4.5V2.8h4v1.7M4.5 4.5l.7 9h5.6l.7-9",job:"M2 8h8M7 4.5 10.5 8 7 11.5M13.5 3v10",lock:"M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",bell:"M3 11.5h10M4 11.5V8a4\
 4 0 0 1 8 0v3.5M7 13.8h2",tape:"M1.5 4h13v8h-13zM4 4v8M12 4v8"};function $(i,t=16){let e={viewBox:"0 0 16 16",width:t,height:t},s=E("path",{d:Ts[i]??Ts[q.UNKNOWN]??
""});return E("svg",{...e,"aria-hidden":"true",class:`q-icon q-icon-${i}`},s)}var Ao="lock not seen";function Ne(i,t,e){if(e&&!(i&&i.expires!==null&&i.expires>t))return{left:null,words:Ao};if(!i)return{left:null,words:"no lock"};if(i.expires===
null)return{left:null,words:"lock, no TTL"};let s=Math.max(i.expires-t,0);return{left:s,words:`${m(i.value,22)} · ${st(s)} left`}}function Ss(i,t,e,s){i.showFoot(
"q-foot q-lock"),delete i.element.dataset.score;let{left:o,words:n}=Ne(t,e,s);if(i.foot.dataset.words===n)return;i.foot.dataset.words=n,i.foot.removeAttribute("\
title");let r=h("span");r.style.width=`${o===null||!t?.life?0:Math.min(100,100*o/t.life)}%`,k(i.foot,[$("lock",12),h("span",{},n),h("span",{class:"q-life"},r)])}var As=60,Oo={FAILED:"✕",DONE:"✓",RUNNING:"▸",LEFT:"▫"},Os=5,Is=new Map(N);function xt({step:i,moves:t}){if(!i)return null;let e=[...t.values()].filter(
([,,n,r])=>n!==r),o=e.find(([n,r])=>n===i.queue&&r===i.job)??e[0]??null;return o?{queue:o[0],job:o[1],move:o}:i.queue!==null&&i.job!==null?{queue:i.queue,job:i.
job,move:null}:null}function Rs(i,t,e,s){let o=i.state.get(O(i.data.prefix,t,e)),n=rt(o),r=e===u.DELAYED||e===u.PRIORITIZED?n.slice(0,As):n.slice(-As),a=n.find(
([d])=>s?.queue===t&&d===s.job);a&&!r.includes(a)&&r.unshift(a);let l=r.map(([d,p])=>Ls(i,t,e,d,p,s));return s?.queue===t&&s.move&&Lo(s.move,e)&&s&&l.push({...Ls(
i,t,e,s.job,null,s),gone:!0,note:"✖ removed"}),{role:e,count:o&&n.length?Y(o):0,items:l}}var Lo=([,,i,t],e)=>t===null&&e!==u.PAUSED&&Is.get(e)===i;function Ls(i,t,e,s,o,n){
let{name:r,made:a,allowed:l}=i.job(t,s),c=n?.queue===t&&n.job===s,d=Io(i,t,e,s,o,c),p=l>1&&l<=Os?No(a,l,Is.get(e)??""):"",f=l>Os?`${a}/${l}${d?" · ":""}${d}`:d;
return{job:s,id:m(s,14),name:m(r,24),pips:p,note:f,moves:c,gone:!1}}function No(i,t,e){let{FAILED:s,DONE:o,RUNNING:n,LEFT:r}=Oo,a=e===q.COMPLETED&&i>0,l=a?o:e===
q.ACTIVE&&i<t?n:"";return(s.repeat(Math.max(0,a?i-1:i))+l).padEnd(t,r)}function Io(i,t,e,s,o,n){if(e===u.DELAYED&&o!==null){let c=Ns(i,At(j(e,s,o,i.at,i.data.start).
label,2));return n?c:` ${c.replace("due in ","in ")}`}if(e!==u.ACTIVE||!n)return"";let r=i.state.get(J(i.data.prefix,t,s,u.LOCK)),{left:a,words:l}=Ne(r,i.at,i.data.
watched);return a===null?r?.expires===null&&!i.data.watched?"lock":l:`lock ${Ns(i,st(a))}`}var Ns=({between:i},t)=>i?t.replace(/(\.\d)\d\d s$/,"$1 s"):t.replace(
/\.000 s$/," s");var Ie="removed",Ds=new Map(N),Pt=class{constructor(t,e){this.data=t,this.onAnswer=e,this.on=!1,this.steps=null,this.asking=0,this.answers=new Map}stops(t){return!this.
on||this.answers.has(t)||this.steps&&!this.steps.has(t)?!1:this.question(t)!==null}question(t){let e=this.data.step(t),s=xt({step:e,moves:Dt(e?.moves??[])});if(!e||
!s?.move)return null;let{queue:o,job:n}=s,a=G.filter(l=>!H.includes(l)&&l!==u.PAUSED).filter(l=>this.data.hasUsed(o,l));return{step:t,queue:o,job:n,title:e.title,
choices:[...H,...a,Ie]}}answer(t){let e=this.data.step(this.asking),s=xt({step:e,moves:Dt(e?.moves??[])});if(!s?.move)return null;let[o,n,,r]=s.move,a=r===null?
Ie:N.find(([,d])=>d===r)?.[0]??r,l=t===a||r!==null&&Ds.get(t)===r,c={step:this.asking,queue:o,job:n,guess:t,truth:a,right:l};return this.answers.set(this.asking,
c),this.asking=0,this.onAnswer([...this.answers.values()].filter(d=>d.guess)),c}};function js({job:i,guess:t,truth:e,right:s}){let o=e===Ie?`job ${i} is removed`:
`job ${i} is in \`${e}\``;if(s)return`✓ Right: ${o}.`;let n=Xe[Ds.get(t)??""];return`✗ You said \`${t}\`, but ${o}.${n?` \`${t}\` would mean: ${n}`:""}`}var Bt=class{constructor(t,e){this.player=t,this.quiz=new Pt(t.data,e),this.votes=new _t}begin(t,e){this.quiz.on=t,this.quiz.steps=e?.length?new Set(e):null,this.
quiz.asking=0,this.votes.stop(),t&&this.player.shows!=="stage"?this.player.look("stage"):this.player.redraw()}stops(t){let{player:e,quiz:s}=this,o=s.asking===t;
return o&&(s.answer(""),this.votes.reveal(t)),o||e.shows!=="stage"||!s.stops(t)?!1:(e.index!==t-1&&e.show(t-1),s.asking=t,this.votes.ask(t),e.redraw(),!0)}choose(t){
let e=this.quiz.question(this.quiz.asking)?.choices[t-1];e!==void 0&&this.guess(e)}guess(t){let e=this.quiz.answer(t);e&&(this.votes.reveal(e.step),this.player.
show(e.step))}};function D(i,t=120){let e=_(i);if(e.length<=t)return h("code",{class:"q-raw"},e||'""');let s=h("code",{class:"q-raw"},Q(e,t)),o=h("button",{type:"button",class:"\
q-more","aria-expanded":"false"}),n=r=>{o.textContent=r?"show less":`show all (+${v(e.length-t+1)})`};return o.addEventListener("click",()=>{let r=o.getAttribute(
"aria-expanded")!=="true";o.setAttribute("aria-expanded",String(r)),s.textContent=r?e:Q(e,t),s.classList.toggle("q-whole",r),r?s.tabIndex=0:s.removeAttribute("t\
abindex"),n(r)}),n(!1),h("span",{},s," ",o)}function W(i){let t=document.createDocumentFragment(),e=_(i).split(/`([^`]{1,60})`/);for(let[s,o]of e.entries())t.append(
s%2?h("code",{},o):o);return t}var Ro={born:"✚ new",gone:"✖ gone",added:"+",removed:"−",changed:"~",trimmed:"− trimmed",size:"~ size",ttl:"~ TTL",encoding:"~ encoding"},Do=240,Re=i=>h(
"p",{class:"q-quiet"},i);function Cs(i,t){return t?t.changes.length?t.changes.map(e=>{let s=h("small",{class:"q-quiet"},i.key(e.key).role),o=i.lines(t,e).map(De),
n=h("div",{},D(e.key,64)," ",s);return h("div",{class:"q-change",data:{touch:e.key}},n,h("ul",{},...o))}):[Re("Nothing changed in Redis.")]:[Re("Before the firs\
t step.")]}function De([i,t,e,s,o]){let n=h("li",{data:{kind:i}},h("b",{class:"q-sign"},Ro[i]??i)," ");return t&&n.append(h("code",{class:"q-where"},`${m(t,Do)}\
 `)),i!=="born"&&i!=="gone"&&n.append(...jo(e,s)),o&&n.append(h("span",{class:"q-meaning"}," ",W(o))),n}function jo(i,t){return i!==null&&t!==null?[h("del",{},D(
i,48))," → ",D(t,80)]:[D(t??i??"",80)]}function _s(i,t,e){if(!t?.commands.length)return[Re(t&&t.script===null?"No script ran, or it was not traced.":"No comma\
nds.")];let s=t.commands.map(o=>h("li",{},Co(i,o,e)));return[h("ol",{class:"q-commands"},...s)]}function Co(i,[t,e,s],o){let n=e.map(p=>s.includes(p)?h("em",{},
m(p,90)):m(p,90)),r=[...new Set(s.map(p=>i.key(p).role))].join(", "),a={mouseenter:()=>o(s),focus:()=>o(s),mouseleave:()=>o([]),blur:()=>o([]),click:()=>o(s,!0)},
l=m([t,...e].join(" "),600),c=n.flatMap(p=>[" ",p]),d=r?h("small",{},` ${r}`):null;return h("button",{type:"button",class:"q-command",title:l,on:a},h("b",{},t),
...c,d)}function Wt(i,t){let e=i.step(t);if(!e)return`Beginning, before the first of ${M(i.length,"step")}.`;let s=e.changes.length?`${M(e.changes.length,"key")}\
 changed.`:"Nothing changed.";return`Step ${t} of ${i.length}, ${C(e.at-i.start)}. ${e.sentence} ${s}`}function Ps(i){let t=i.steps.map(e=>e.sentence).sort((e,s)=>e.
length-s.length);return Q(P(t[Math.floor(t.length*.9)]??""),220)}var Ft=["Python","TypeScript","NestJS"],Bs="Lua",_o="No script ran in this step, or it was not traced.",Po=i=>`The script ${i} ran. Its Lua is not in this page,\
 or PyPI's bullmq has none of that name.

A page holds it when written with to_html(path, lua=True); in a notebook, qlab.Player shows it.`,Bo=60,zt=class{constructor(){this.language=Ft[0]??"",this.data=
null,this.step=void 0,this.at=0,this.buttons=[...Ft,Bs].map(s=>y("q-view",()=>this.choose(s),{data:{name:s}},s));let t=h("div",{class:"q-views",role:"group","ar\
ia-label":"language"},...this.buttons);this.back=y("q-button",()=>this.move(-1),{title:"The command before (,)","aria-label":"back"},"‹"),this.next=y("q-butto\
n",()=>this.move(1),{title:"The next command (.)","aria-label":"next"},"›"),this.running=h("span",{class:"q-code-command",role:"status"}),this.steps=h("div",{
class:"q-code-steps"},this.back,this.next,this.running);let e={class:"q-code-text",tabindex:"0",role:"group","aria-label":"code"};this.text=h("pre",e),this.element=
h("div",{class:"q-code"},t,this.steps,this.text)}update(t,e){e!==this.step&&(this.at=0),this.data=t,this.step=e,this.draw()}choose(t){this.language=t,this.draw()}move(t){
let e=(this.step?.commands.length??0)-1;this.at=Math.max(0,Math.min(this.at+t,e)),this.draw()}draw(){for(let s of this.buttons)L(s,"aria-pressed",String(s.dataset.
name===this.language));let t=this.language===Bs;if(this.steps.hidden=!t||!this.step?.lua.length||!this.step.commands.length,x(this.element,"language",this.language),
t)return this.drawLua();let{step:e}=this;return this.text.replaceChildren(e?this.call(e):"Before the first step.")}call({code:t}){let e=Ft.indexOf(this.language),
[s,o]=[this.data?.words[Number(t[e])]??"",t[e+Ft.length]];return _(o===void 0?s:s.replaceAll(is,()=>String(o)))}word(t){return _(this.data?.words[t]??"")}drawLua(){
let{step:t}=this;if(!t?.lua.length)return this.text.replaceChildren(t?.script?Po(t.script):_o);let[e="",s=[],,o=[]]=t.commands[this.at]??[],n=t.lua.flatMap(([d,
p],f)=>[`-- ${d}, as PyPI's bullmq ships it
`,...this.lit(p.map(b=>this.word(b)).join("").split(`
`),new Set(o[f]))]);this.text.replaceChildren(...n);let r=Math.max(0,...o.map(d=>d.length)),a=r>1?`; ${M(r,"line")} call it, and no trace tells which`:"",l=m([e,
...s].join(" "),Bo);w(this.running,`command ${this.at+1} of ${t.commands.length}: ${l}${a}`),this.back.disabled=this.at===0,this.next.disabled=this.at>=t.commands.
length-1;let[c]=this.text.getElementsByTagName("mark");this.text.scrollTop=c?c.offsetTop-this.text.clientHeight/3:0}lit(t,e){let s=[],o="";return t.forEach((n,r)=>{
let a=`${String(r+1).padStart(4)}  ${n}
`;if(!e.has(r+1)){o+=a;return}s.push(o,h("mark",{},a)),o=""}),[...s,o]}};var Wo=24,Fo=5,Ws=[u.EVENTS,u.MARKER,u.META,u.ID],je=new Map(N),Kt=class{constructor(t,e){this.redraw=t,this.tab="changes",this.code=new zt;let s=(l,c,d)=>y("q-\
view",()=>this.open(l),{data:{tab:l},title:d},c);this.tabs=[s("changes","Changes","What changed in Redis"),s("code","Code","The call and its Lua (C)")],this.title=
h("h3",{}),this.script=h("p",{class:"q-drawer-script"}),this.changes=h("div",{class:"q-changes"});let o={tabindex:"0",role:"group","aria-label":"what changed"};
this.body=h("div",{class:"q-drawer-body",...o},this.changes),this.scrolled=!1,this.body.addEventListener("scroll",()=>{this.scrolled=!0}),this.answer=h("div",{class:"\
q-answer",role:"status",tabindex:"0"});let n=h("span",{class:"q-views",role:"group","aria-label":"beside the stage"},...this.tabs),a=[h("header",{},this.title,this.
script,n),this.answer,e,this.body,this.code.element];this.element=h("aside",{class:"q-drawer","aria-label":"the difference"},...a),this.show("changes")}open(t){
this.tab=t,this.redraw()}show(t){x(this.element,"tab",t);for(let e of this.tabs)L(e,"aria-pressed",String(e.dataset.tab===t))}ask({job:t,title:e,choices:s},o){this.
show("changes"),w(this.title,`Where does job ${m(t,14)} go?`),w(this.script,`Next: ${m(e,60)}`),this.script.hidden=!1,this.answer.replaceChildren();let n=s.map(
(r,a)=>{let l=je.get(r),c=l?$(l):$("removed"),d=[h("kbd",{},String(a+1)),c,h("span",{},r)];return y(`q-choice q-state-${l}`,()=>o(r),{data:{choice:r}},...d)});this.
changes.replaceChildren(h("div",{class:"q-choices",role:"group","aria-label":"answers"},...n))}judge(t){let e=t?.guess?js(t):"";x(this.answer,"right",String(!!t?.
right)),this.answer.replaceChildren(...e?[W(e)]:[])}toTop(){this.scrolled&&(this.body.scrollTop=0),this.scrolled=!1}update(t){let{step:e}=t;this.show(this.tab),
this.tab==="code"&&this.code.update(t.data,e);let s=[...e?.changes??[]].sort((a,l)=>Fs(t,a)-Fs(t,l));w(this.title,e?`${M(s.length,"key")} changed`:"The beginnin\
g"),w(this.script,e?.script?`script ${e.script}`:"no script"),this.script.hidden=!e?.script,this.toTop();let o=h("p",{class:"q-quiet"},e?"Nothing changed in Red\
is.":"Before the first step."),n=e?s.slice(0,Wo).map(a=>zo(t,e,a)):[],r=s.length-n.length;r>0&&n.push(h("section",{class:"q-quiet"},`… and ${M(r,"more key")}:\
 K shows them all.`)),this.changes.replaceChildren(...n.length?n:[o])}};function Fs(i,t){let{role:e}=i.data.key(t.key);return je.has(e)?0:Ws.includes(e)?2+Ws.indexOf(
e):1}function zo(i,t,e){let{data:s}=i,{role:o}=s.key(e.key),n=je.get(o),r=s.lines(t,e),a=r.some(([T])=>T==="gone")?"✖ key gone":i.kinds.get(e.key)==="born"?"✚\
 new key":"",l=r.filter(([T])=>T!=="gone"&&T!=="born"),c=(l.length?l:r).slice(0,Fo).map(De),d=l.length-c.length,p=a?h("span",{class:a.startsWith("✖")?"q-key-g\
one":"q-key-new"},a):null,f=h("code",{},m(e.key.slice(s.prefix.length+1)||e.key,40)),b=h("i",{class:n?`q-swatch q-state-${n}`:"q-swatch"}),g=d>0?h("li",{class:"\
q-quiet"},`… and ${d} more`):null;return h("section",{data:{touch:e.key}},h("h4",{},b,f,p),h("ul",{},...c,g))}var Ko={born:"✚ new",gone:"✖ gone",changed:"✎ changed"},B=i=>i?h("span",{class:`q-mark q-mark-${i}`,text:Ko[i]}):null;var Ce=["card","name","id","dot"];var Gt=class{constructor(t){this.row=t?28:34,this.mover=t?52:70,this.head=t?36:38,this.strip=t?30:38,this.idLetter=9.2,this.nameLetter=7.9,this.moverLetter=t?12.4:
17,this.moverLong=t?9.2:11,this.moverName=t?9:10.4}width(t,e){if(e==="dot")return 14;if(e==="mover")return this.moverWidth(t);let s=16+t.id.length*this.idLetter;
if(e==="id"||!t.name)return s;let o=s+16+t.name.length*this.nameLetter+t.note.length*this.nameLetter;return e==="card"&&t.pips?o+10+zs(t.pips):o}moverWidth(t){let e=zs(
t.pips)+8+t.note.length*this.nameLetter,s=t.id.length>4?this.moverLong:this.moverLetter;return 30+t.id.length*s+28+Math.max(t.name.length*this.moverName,e)}height(t){
return t==="dot"?14:t==="mover"?this.mover:this.row}};function Go(i,t,e,s){return t==="card"&&s.width(i,t)>e?"name":t}var zs=i=>13*i.length;function Ks(i,t,e,s){
if(e==="dot")return Yo(i,t,s);let o=[],[n,r,a]=[0,0,0];for(let l of i){let c=l.moves?"mover":Go(l,e,t,s),[d,p]=[Math.min(s.width(l,c),t),s.height(c)];n>0&&n+d>t&&
([n,r,a]=[0,r+a+7,0]),o.push({item:l,look:c,rect:{x:n,y:r,w:d,h:p}}),n+=d+7,a=Math.max(a,p)}return{placed:o,height:r+a}}function Yo(i,t,e){let s=i.filter(({moves:f})=>!f),
o=i.filter(({moves:f})=>f),n=i.findIndex(({moves:f})=>f)<i.length/2,r=Math.max(1,Math.floor((t+4)/18)),a=Math.ceil(s.length/r)*18,l=o.length*(e.mover+7),c=n?l:0,
d=s.map((f,b)=>{let[g,T]=[b%r*18,Math.floor(b/r)*18];return{item:f,look:"dot",rect:{x:g,y:T+c,w:14,h:14}}}),p=o.map((f,b)=>{let T={x:0,y:(n?0:a)+b*(e.mover+7),w:Math.
min(e.width(f,"mover"),t),h:e.mover};return{item:f,look:"mover",rect:T}});return{placed:n?[...p,...d]:[...d,...p],height:a+l}}function Gs(i,t){let e=i.find(({look:n})=>n===
"mover"),s=i.filter(n=>n!==e&&n.rect.y+n.rect.h<=t);return e?e.rect.y+e.rect.h<=t?[e,...s]:[{...e,rect:{...e.rect,x:0,y:0}},...s.filter(({rect:n})=>n.y>=e.rect.
h)]:s}function yt(i,{x:t,y:e,w:s,h:o}){S(i,"transform",`translate(${Math.round(t)}px, ${Math.round(e)}px)`),S(i,"width",`${Math.round(s)}px`),S(i,"height",`${Math.round(
o)}px`)}var Vo="cubic-bezier(.2, .9, .3, 1)",Yt=class{constructor(t,e,s){this.shown="",this.inRows=!1,this.rect=null,this.came=null,this.id=h("b"),this.name=h("\
span",{class:"q-job-name"}),this.pips=h("span",{class:"q-pips"}),this.note=h("span",{class:"q-job-note"});let o=h("span",{class:"q-job-more"},this.pips,this.note);
this.parts=[this.id,h("span",{class:"q-job-words"},this.name,o)],this.element=y("q-job",()=>s(t,e),{data:{queue:t,job:e}})}tell(t,e){w(this.id,t.id),w(this.name,
e==="id"?"":t.name),w(this.pips,e==="card"||e==="mover"?t.pips:""),w(this.note,e==="id"?"":t.note)}update({item:t,look:e,rect:s},o,n,r,a){this.came=this.inRows&&
!o?this.rect:null,this.inRows=o,this.rect=s;let l=JSON.stringify([t,e,o||s,n,r,a]);if(l===this.shown)return;this.shown=l,o?this.element.removeAttribute("style"):
yt(this.element,s),k(this.element,e==="dot"?[]:this.parts),e!=="dot"&&this.tell(t,e);let c=String(t.id.length>4);for(let[f,b]of Object.entries({look:e,state:n,long:c,
gone:String(t.gone)}))x(this.element,f,b);let d=[t.name&&` ${P(t.name)}`,`, in ${r}`,t.note&&`, ${t.note.trim()}`],p=`job ${P(t.job)}${d.filter(Boolean).join("")}`;
this.element.title!==p&&(this.element.title=p),L(this.element,"aria-label",e==="dot"||e==="id"?p:null),L(this.element,"aria-pressed",String(a))}fly(t){if(!this.
came||!this.rect)return;let e=[this.came,this.rect].map(({x:s,y:o,w:n,h:r})=>({transform:`translate(${Math.round(s)}px, ${Math.round(o)}px)`,width:`${Math.round(
n)}px`,height:`${Math.round(r)}px`}));this.element.animate(e,{duration:t,easing:Vo})}};var Uo=9.2,Jo=108,Qo=60,Ht=class{constructor(t,e,s){this.letters=t.length,this.count=h("span",{class:"q-pot-count"}),this.mark=h("span",{class:"q-pot-mark"}),this.
extra=h("span",{class:"q-pot-extra"}),this.title=y("q-pot-name",s,{title:K[t]?.[1]??""},$(e),` ${t}`);let o=h("div",{class:"q-pot-head"},this.title,this.mark,this.
extra,this.count),n=`q-pot q-state-${e}`;this.element=h("div",{class:n,data:{role:t},role:"group","aria-label":t},o),this.element.addEventListener("click",r=>{r.
target instanceof Element&&!r.target.closest("button")&&s()})}leave(t){this.extra.replaceChildren(...t?[h("span",{class:"q-left"},t)]:[]),x(this.element,"left",
String(!!t))}update(t,e,s,o){yt(this.element,t),x(this.element,"strip",String(s));let n=t.w>this.letters*Uo+Jo+(o&&o!=="changed"?Qo:0);w(this.count,e?v(e):n?"em\
pty":"0");let r=B(o==="changed"?void 0:o);(r||this.mark.firstChild)&&k(this.mark,r?[r]:[])}};var it=9,Ut=10,Zo=8;function _e(i,t,e){let s=i.map(r=>r.map((a,l)=>Ys(a,Xo(r,t.w)[l]??0,0,e))),o=t.h-Ut*(i.length-1);for(;Jt(s)>o&&tn(s,e););en(s,o,e);let n=t.y+
Math.max(0,(o-Jt(s))/2);return s.flatMap(r=>{let a=Pe(r),l=t.x,c=r.map(d=>{let p=nn(d,l,n,a,e);return l+=d.width+Ut,p});return n+=a+Ut,c})}function Xo(i,t){let e=i.
map(({role:o})=>o.length+Zo),s=(t-Ut*(i.length-1))/e.reduce((o,n)=>o+n,0);return e.map(o=>o*s)}var Pe=i=>Math.max(...i.map(t=>t.height)),Jt=i=>i.reduce((t,e)=>t+
Pe(e),0);function Ys(i,t,e,s){if(!i.items.length)return{contents:i,width:t,look:e,height:s.strip,placed:[]};let{placed:o,height:n}=Ks(i.items,Math.floor(t)-2*it,
Ce[e],s);return{contents:i,width:t,look:e,height:s.head+n+it,placed:o}}function tn(i,t){let s=i.flat().filter(o=>o.placed.length&&o.look<Ce.length-1).sort((o,n)=>n.
height-o.height)[0];return s?(Object.assign(s,Ys(s.contents,s.width,s.look+1,t)),!0):!1}function en(i,t,e){for(let s=Jt(i)-t;s>0;s=Jt(i)-t){let o=i.flat().sort(
(r,a)=>Vt(a,e)-Vt(r,e))[0];if(!o||Vt(o,e)<=0&&!sn(i,e))return;if(Vt(o,e)<=0)continue;let n=Math.max(Hs(o,e),o.height-s);Object.assign(o,{height:n,placed:Gs(o.placed,
n-e.head-it)})}}var Vt=(i,t)=>i.height-Hs(i,t);function Hs({placed:i},t){return i.length?t.head+it+Math.max(...i.map(({look:e})=>e==="mover"?t.mover:14)):t.strip}
function sn(i,t){let e=i.findLast(s=>Pe(s)>t.strip&&s.every(o=>!on(o)));for(let s of e??[])Object.assign(s,{height:t.strip,placed:[]});return e!==void 0}var on=({
placed:i})=>i.some(({look:t})=>t==="mover");function nn({contents:i,width:t,placed:e},s,o,n,r){let a=e.map(d=>({...d,rect:vt(d.rect,s+it,o+r.head)})),l=!e.length,
c=l?{x:s,y:o+(n-r.strip)/2,w:t,h:r.strip}:{x:s,y:o,w:t,h:n};return{...i,rect:c,placed:a,strip:l}}var vt=(i,t,e)=>({...i,x:i.x+t,y:i.y+e});var Qt=class{constructor(){this.groups=new Map}of(t,e,s){let[o,n]=[e[0]?.rect,e.at(-1)?.rect];if(!o||!n)return[];let r=this.groups.get(t)??h("div",{class:"q-dot\
s"});return this.groups.set(t,r),yt(r,{x:o.x,y:o.y,w:s,h:n.y+n.h-o.y}),k(r,e.map(a=>a.element)),[r]}};var rn=[1,2,5,10,15,30,60,120,300,600,900,1800,3600,7200,14400,43200,86400],Vs=864e5,an=20,hn=.16,Us=i=>rn.map(t=>t*1e3).find(t=>t>=i)??Math.ceil(i/Vs)*Vs;function Xt({
data:i,at:t,byTime:e},s){let o=i.length?i.elapsedAt(i.length):0;if(e){let l=Math.max(s||o,1e3)*1.1;return[t-l*hn,t+l]}let n=Math.max(o,s,1e3);if(!s||n<=s*3||n<=
3e4)return[i.start,i.start+n*1.06];let r=Us(s*2),a=i.start+Math.floor((t-i.start)/r)*r;return[a,a+r*1.5]}function te(i,t,e){let s=Us((t-i)/6.5),o=[],n=Math.ceil(
(i-e)/s)*s+e;for(;n<=t&&o.length<an;n+=s)o.push(n);return o.filter(r=>r>=e)}var Zt=class{constructor(t,e,s){this.width=t,this.token=e,this.most=s,this.gap=6,this.
lanes=[]}get length(){return this.lanes.length}hang(t){let e=t+this.token>this.width&&t>=this.token;return{left:e?t-this.token:Math.max(0,Math.min(t,this.width-
this.token)),hangs:e}}take(t){let e=this.lanes.findIndex(([,r])=>r<=t);if(e>=0)return this.stand(e,t);if(this.lanes.length<this.most)return this.stand(this.lanes.
length,t);let s=this.best(([,r])=>r+this.token<=this.width?-r:Number.NEGATIVE_INFINITY);if(s>=0)return this.stand(s,this.lanes[s]?.[1]??t);let o=this.token+this.
gap,n=this.best(([r])=>r>=o?r:Number.NEGATIVE_INFINITY);return n>=0?this.stand(n,(this.lanes[n]?.[0]??o)-o):this.stand(this.lanes.length,t)}best(t){let e=this.lanes.
map(t),s=Math.max(Number.NEGATIVE_INFINITY,...e);return s===Number.NEGATIVE_INFINITY?-1:e.indexOf(s)}stand(t,e){let[s,o]=this.lanes[t]??[e,e];return this.lanes[t]=
[Math.min(s,e),Math.max(o,e+this.token+this.gap)],{lane:t,stands:e}}};var kt=({x:i,y:t,w:e,h:s})=>({x:i+e/2,y:t+s/2}),ee=(i,t,e,s)=>`M${i} ${t}C${(i+e)/2} ${t} ${(i+e)/2} ${s} ${e} ${s}`;function Qs({boxes:i,narrow:t,hung:e,scale:s}){
let o=i.get(u.DELAYED),n=t?[]:ln(i);if(!o)return n;let r=o.rect.y+o.rect.h-34,a=e.stems.map(({x:d,from:p})=>`M${d} ${p+o.rect.y}V${r}`).join(""),l=`M${s.left} ${r}\
H${s.right}`,c=e.stems.map(({x:d})=>E("circle",{cx:d,cy:r,r:4,class:"q-due"}));return[...n,E("path",{d:l,class:"q-axis-line"}),E("path",{d:a,class:"q-stems"}),...c]}
function ln(i){let[t,e,s,o,n]=[u.WAIT,u.ACTIVE,u.COMPLETED,u.FAILED,u.DELAYED].map(f=>i.get(f)?.rect);if(!t||!e||!s||!o||!n)return[];let r=kt(e),a=[ee(t.x+t.w,kt(
t).y,e.x,r.y),ee(e.x+e.w,r.y,s.x,kt(s).y),ee(e.x+e.w,r.y,o.x,kt(o).y)],l=e.x+50,c=t.x+t.w/2,d=Math.max(...ts.map(f=>cn(i.get(f)?.rect))),p=`M${l} ${e.y+e.h}V${n.
y-4}M${c} ${n.y}V${d+4}`;return[E("path",{d:a.join(""),class:"q-pipe"}),E("path",{d:p,class:"q-way"})]}var cn=i=>i?i.y+i.h:0;function Zs({boxes:i,narrow:t,scale:e},s,o){
let[n,r,a]=[u.ACTIVE,u.WAIT,u.DELAYED].map(b=>i.get(b)?.rect);if(!n||!r||!a)return[];let l=t?[]:[Be("q-way-words",n.x+58,a.y-24,"↓ retry, after a backoff"),Be(
"q-way-words",r.x+r.w/2+8,a.y-24,"↑ due")],c=a.y+a.h-30,d=te(e.from,e.to,s).map(b=>({x:e.x(b),text:`+${V(b-s)}`})),f=d.filter(({x:b},g)=>g===0||b-(d[g-1]?.x??
0)>52||g%2===0).filter(({x:b,text:g})=>b<e.right-20&&dn(b,g.length*pn+2,o));return[...l,...f.map(({x:b,text:g})=>Be("q-tick-words",b,c,g))]}var dn=(i,t,[e,s])=>i+
t<e||i-t>s;function Be(i,t,e,s){let o=h("span",{class:i},s);return o.style.left=`${Math.round(t)}px`,o.style.top=`${Math.round(e)}px`,o}var pn=3.7,X=9;function Xs(i,t,e){
if(!t||!e)return k(i,[]);let s=kt(t),o={x:Js(s.x,e.x+16,e.x+e.w-16),y:Js(s.y,e.y+8,e.y+e.h-8)},r=Math.abs(s.x-o.x)>Math.abs(s.y-o.y)?un(t,s,e,o):fn(t,s,e,o),a={
d:r.line,pathLength:1};return k(i,[E("path",{...a,class:"q-trail q-halo"}),E("path",{...a,class:"q-trail"}),E("path",{d:r.head,class:"q-trail-head"})])}function un(i,t,e,s){
let o=t.x<s.x,[n,r]=o?[i.x+i.w,e.x]:[i.x,e.x+e.w],a=r-(o?X:-X),l=`M${r} ${s.y}L${a} ${s.y-X*.8}L${a} ${s.y+X*.8}Z`;return{line:ee(n,t.y,a,s.y),head:l}}function fn(i,t,e,s){
let o=t.y<s.y,[n,r]=o?[i.y+i.h,e.y]:[i.y,e.y+e.h],a=r-(o?X:-X),l=(n+a)/2;return{line:`M${t.x} ${n}C${t.x} ${l} ${s.x} ${l} ${s.x} ${a}`,head:`M${s.x} ${r}L${s.x-
X*.8} ${a}L${s.x+X*.8} ${a}Z`}}var Js=(i,t,e)=>Math.max(t,Math.min(i,Math.max(t,e)));var ti=34,ie=14,ot=6,mn=100,se=18,gn=["name","id"],oe=class{constructor([t,e],s,o){this.from=t,this.to=e,this.left=s,this.right=o}x(t){let e=(t-this.from)/(this.
to-this.from);return this.left+Math.max(0,Math.min(1,e))*(this.right-this.left)}};function ei(i,t,e,s){for(let o of gn){let n=wn(i,t,o,s);if(n.height<=e)return n}
return bn(i,t,e,s)}function wn(i,t,e,s){let o=[],r=i.filter(({item:a})=>!a.moves).sort((a,l)=>a.due-l.due).map(({item:a,due:l})=>{let c=s.width(a,e),d=ii(t,l,c),
p=o.findIndex(b=>b.every(([g,T])=>d>T+ot||d+c+ot<g)),f=p<0?o.length:p;return o[f]=[...o[f]??[],[d,d+c]],{item:a,look:e,rect:{x:d,y:-(f+1)*(s.row+ot),w:c,h:s.row}}});
return si(i,r,t,s)}function bn(i,t,e,s){let o=new Map,n=i.some(({item:l})=>l.moves)?s.mover+ot:0,r=Math.max(1,Math.floor((e-ti-ie-n)/se)),a=i.flatMap(({item:l,due:c})=>{
let d=Math.floor(t.x(c)/se),p=o.get(d)??0;return l.moves||p>=r?[]:(o.set(d,p+1),[{item:l,look:"dot",rect:{x:d*se,y:-(p+1)*se,w:14,h:14}}])});return si(i,a,t,s)}
function si(i,t,e,s){let o=[...t];for(let{item:d,due:p}of i.filter(f=>f.item.moves)){let f=Math.min(s.width(d,"mover"),e.right-ie),b=ii(e,p,f),g=t.filter(({rect:A})=>b<
A.x+A.w+ot&&A.x<b+f+ot),T=Math.min(0,...g.map(({rect:A})=>A.y));o.push({item:d,look:"mover",rect:{x:b,y:T-s.mover-ot,w:f,h:s.mover}})}let n=Math.min(0,...o.map(
({rect:d})=>d.y)),r=(e.left<mn?s.head:ie)-n,a=new Map(i.map(({item:d,due:p})=>[d,p])),l=o.map(d=>({...d,rect:vt(d.rect,0,r)})),c=l.filter(({look:d})=>d!=="dot").
map(({item:d,rect:p})=>({x:e.x(a.get(d)??e.from),from:p.y+p.h}));return{placed:l,stems:c,height:r+ti}}function ii(i,t,e){let s=i.x(t)-10;return s+e>i.right?Math.
max(ie/2,Math.min(s+20,i.right)-e):s}var xn=620,oi={w:840,h:430},yn=34,ni=196,vn=66,kn=[u.WAITING_CHILDREN,u.WAIT,u.PAUSED,u.PRIORITIZED].map(String);function ri(i,t,e,s,o){let n=s.w<xn,r=n||s.h<oi.
h||s.w<oi.w,a=new Gt(r),l=G.filter(z=>H.includes(z)||i.data.hasUsed(t,z)),c=new Map(l.map(z=>[z,Rs(i,t,z,e)])),d=c.get(u.DELAYED),p=qn(i,t,s,n,o),f=En(d,p,s,a,i,
t),b=n?10:yn,g={x:0,y:0,w:s.w,h:s.h-f.height-b},T=n?$n(c,g,a):Mn(c,g,a),A={x:0,y:s.h-f.height,w:s.w,h:f.height},U=f.placed.map(z=>({...z,rect:vt(z.rect,0,A.y)}));
return d&&T.push({...d,rect:A,placed:U,strip:!U.length&&!n}),{boxes:new Map(T.map(z=>[z.role,z])),scale:p,hung:f,narrow:n,sizes:a,small:r}}function qn(i,t,e,s,o){
let n=o.waits.of(O(i.data.prefix,t,u.DELAYED));return new oe(Xt(i,n),s?24:ni,e.w-vn)}function En(i,t,e,s,o,n){let r=o.state.get(O(o.data.prefix,n,u.DELAYED)),a=new Map(
(r?.type==="zset"?r.value:[]).map(([p,f])=>[p,Z(f)])),l=(i?.items??[]).map(p=>({item:p,due:a.get(p.job)??o.at})),c=l.some(({item:p})=>p.moves)?s.mover:0,d=Math.
max(e.h*(t.left<ni?.36:.46),s.head+60+c);return ei(l,t,d,s)}var ai=(i,t)=>t.map(e=>i.get(e)).filter(e=>e!==void 0);function Mn(i,t,e){let s=t.w>800?46:34,o=(t.w-
2*s)/3.3;return[{roles:kn,x:0,w:o*1.12},{roles:[u.ACTIVE],x:o*1.12+s,w:o*1.08},{roles:Ee,x:o*2.2+2*s,w:o*1.1}].flatMap(({roles:r,x:a,w:l})=>{let c=ai(i,r).map(d=>[
d]);return _e(c,{...t,x:a,w:l},e)})}function $n(i,t,e){let s=[u.WAITING_CHILDREN,u.PRIORITIZED],n=[[u.WAIT,u.PAUSED],s,[u.ACTIVE],Ee].map(r=>ai(i,r)).filter(r=>r.
length);return _e(n,t,e)}var Tn=new Map(N);function hi({boxes:i},t,e){let s=[...i.values()].filter(({role:o})=>Tn.get(o)===t);return s.find(({items:o})=>o.some(
n=>n.job===e))??s[0]}var di=new Map(N),Sn=[u.WAIT,u.ACTIVE,u.COMPLETED].map(String);function pi(i,t,e,s){let o=e?.queue===t?e:null,r=G.filter(l=>li(i,t,l)||Sn.includes(l)||ci(o,l)).
map(l=>{let c=di.get(l)??q.UNKNOWN,d=li(i,t,l),p=o&&ci(o,l)?An(i,o,c,s):null,f=h("span",{class:`q-line-state q-state-${c}`,data:{empty:String(!d)}},$(c),` ${l} `);
return h("span",{class:"q-line-part"},f,h("b",{},v(d)),p)}),a=h("b",{class:"q-line-name"},m(t,40));return h("div",{class:"q-line",data:{queue:t,moves:String(!!o)}},
a,...r)}function li(i,t,e){let s=i.state.get(O(i.data.prefix,t,e));return s?Y(s):0}function ci(i,t){return!i?.move||!H.concat(G).includes(t)||t===u.PAUSED?!1:di.
get(t)===(i.move[3]??i.move[2])}function An(i,{queue:t,job:e,move:s},o,n){let{name:r}=i.job(t,e),a=!s||s[2]===null?"✚ new":s[3]===null?"✖ removed":`↦ from ${s[2]}`,
l=h("span",{class:"q-job-words"},h("span",{class:"q-job-name"},m(r,24)),` ${a}`);return y("q-job",()=>n(t,e),{data:{queue:t,job:e,state:o,look:"line"},title:P(`\
job ${e}`)},h("b",{},m(e,14)),l)}var On=3,ui=34,Ln=46,Nn=30,fi=150,In=8.6,mi=new Map(N),ne=class{constructor(t,e,s){this.hooks=t,this.onSelect=e,this.onBox=s,this.queue="",this.boxes=new Map,this.
chips=new Map,this.dots=new Qt,this.flight=0,this.plan=null,this.picture=null,this.size={w:0,h:0},this.order=[],this.title=h("h3",{class:"q-scene-title"}),this.
below=E("g",{}),this.above=E("g",{}),this.pots=h("div",{class:"q-pots"}),this.words=h("div",{class:"q-scene-words","aria-hidden":"true"}),this.jobs=h("div",{class:"\
q-jobs"}),this.nowText=h("span",{}),this.now=h("div",{class:"q-clock-line"},this.nowText),this.passedText=h("span",{}),this.passed=h("div",{class:"q-passed","ar\
ia-hidden":"true"},this.passedText),this.others=h("div",{class:"q-lines"});let o=E("svg",{class:"q-under","aria-hidden":"true"},this.below),n=E("svg",{class:"q-\
over","aria-hidden":"true"},this.above);this.field=h("div",{class:"q-scene-field"},this.pots,o,this.passed,this.now,this.words,this.jobs,n),this.element=h("div",
{class:"q-scene"},this.title,this.field,this.others),this.watch=new ResizeObserver(()=>this.measure()),this.watch.observe(this.element)}measure(){let{clientWidth:t,
clientHeight:e}=this.element;t===this.size.w&&e===this.size.h||(this.size={w:t,h:e},this.picture&&t&&this.update(this.picture,this.order))}update(t,e){this.picture=
t,this.order=e,this.queue=e[0]??"",this.size.w||(this.size={w:this.element.clientWidth||860,h:this.element.clientHeight||480});let s=xt(t),o=this.drawOthers(t,e.
slice(1),s),n={w:this.size.w,h:Math.max(200,this.size.h-Nn-o)};S(this.field,"height",`${n.h}px`),this.plan=ri(t,this.queue,s,n,this.hooks),x(this.element,"small",
String(this.plan.small)),this.drawTitle(),this.drawBoxes(t,this.plan),this.drawJobs(t,this.plan),k(this.below,Qs(this.plan)),this.drawTime(t,this.plan),k(this.words,
Zs(this.plan,t.data.start,this.nowSpan(t,this.plan))),this.drawMove(this.plan,s)}flow(t,e){x(this.element,"flows","true"),this.above.classList.remove("q-flying"),
this.update(t,e)}drawTitle(){let t=[...this.plan?.boxes.values()??[]].reduce((e,s)=>e+s.count,0);this.title.replaceChildren(m(this.queue,60)||"No keys yet",h("s\
mall",{},` ${M(t,"job")}`))}drawOthers(t,e,s){let o=e.filter(p=>t.state.has(O(t.data.prefix,p,u.META))),n=e.filter(p=>o.includes(p)||p===s?.queue),r=n.filter(p=>p===
s?.queue),a=[...r,...n.filter(p=>!r.includes(p))].slice(0,On),l=n.filter(p=>a.includes(p)),c=l.map(p=>pi(t,p,s,this.onSelect)),d=n.length-l.length;return d>0&&c.
push(h("div",{class:"q-line"},`… and ${M(d,"more queue")}`)),this.others.replaceChildren(...c),c.length*(ui+8)+(r.length?Ln-ui:0)}drawBoxes(t,e){let s=[...e.boxes.
values()].map(o=>{let n=this.boxes.get(o.role)??this.makeBox(o.role),r=t.kinds.get(O(t.data.prefix,this.queue,o.role));return n.update(o.rect,o.count,o.strip,r),
n.element});k(this.pots,s)}makeBox(t){let e=new Ht(t,mi.get(t)??q.UNKNOWN,()=>this.onBox(t));return this.boxes.set(t,e),e}drawJobs(t,e){let s=new Map,o=[...e.boxes.
values()].flatMap(n=>this.drawChips(n,t.selected,s));if(this.chips=s,k(this.jobs,o),this.flight)for(let n of s.values())n.fly(this.flight);this.flight=0}drawChips({
role:t,placed:e,rect:s},o,n){let r=e.map(c=>{let d=I(this.queue,c.item.job),p=d;for(;n.has(p);)p+=`
+`;let f=this.chips.get(p)??new Yt(this.queue,c.item.job,this.onSelect),b=c.look==="dot"&&t!==u.DELAYED;return f.update(c,b,mi.get(t)??q.UNKNOWN,t,o===d),n.set(
p,f),f}),a=r.filter(c=>c.inRows);return[...r.filter(c=>!c.inRows).map(c=>c.element),...this.dots.of(t,a,Math.floor(s.w)-2*it)]}drawTime(t,e){let s=e.boxes.get(u.
DELAYED)?.rect;if(!s)return;let{scale:o}=e,[n,r]=[o.x(t.at),o.x(t.index>0?t.data.at(t.index-1):t.at)],a=n<fi?e.sizes.head:0;S(this.now,"transform",`translate(${Math.
round(n)}px, ${Math.round(s.y+a)}px)`),S(this.now,"height",`${Math.round(s.h-a-6)}px`),x(this.now,"side",wi(e,n)),w(this.nowText,gi(t));let l=t.index>0?t.at-t.data.
at(t.index-1):0;this.passed.hidden=l<=0||r>=n,S(this.passed,"transform",`translate(${Math.round(r)}px, ${Math.round(s.y)}px)`),S(this.passed,"width",`${Math.round(
Math.max(0,n-r))}px`),S(this.passed,"height",`${Math.round(s.h-34)}px`);let c=n-r>44&&!(e.narrow&&r<fi);w(this.passedText,l>0&&c?`${V(l)} →`:"")}nowSpan(t,e){
let[s,o]=[e.scale.x(t.at),16+gi(t).length*In],n=wi(e,s),r=n==="left"?s-o:n==="right"?s:s-o/2;return[r,r+o]}drawMove(t,e){let[s,o,n,r]=e?.move??["","",null,null],
l=s===this.queue&&n!==null&&r!==null?hi(t,n,o):void 0,c=m(o,l?Rn(l):10),d=l?.role===u.DELAYED;for(let[b,g]of this.boxes)g.leave(b===l?.role&&!d?c:"");let p=[...t.
boxes.values()].flatMap(b=>b.placed).find(({item:b})=>b.moves),f=l?d?this.hungAt(t,l.rect,o):Dn(l.rect,c):null;Xs(this.above,f,p?.rect??null),x(this.element,"mo\
ves",String(!!l))}markGuess(t){for(let[e,s]of this.boxes)x(s.element,"guess",String(e===t))}hungAt({scale:t},e,s){let o=this.picture?.before.get(O(this.picture.
data.prefix,this.queue,u.DELAYED)),n=o?.type==="zset"?o.value.find(([a])=>a===s):void 0;return{x:t.x(n?Z(n[1]):this.picture?.at??0)-5,y:e.y+e.h-40,w:10,h:10}}animate(t){
x(this.element,"flows","false"),S(this.element,"--q-flight",`${t}ms`),this.flight=t,this.above.classList.remove("q-flying"),t&&(this.above.getBoundingClientRect(),
this.above.classList.add("q-flying"))}},gi=({at:i,data:t,between:e})=>`now +${e?us(i-t.start):V(i-t.start)}`,wi=({scale:i},t)=>t>i.right-60?"left":t<60?"right":
"middle",Rn=({rect:i,role:t})=>Math.max(1,Math.min(10,Math.floor((i.w-70-t.length*9.2)/8)));function Dn({x:i,y:t,w:e,h:s},o){let n=20+o.length*8;return{x:i+e-12-
n,y:t+Math.min(s,38)/2-13,w:n,h:26}}var F=(i,t,e)=>y("q-button",e,{data:{act:i},title:t,"aria-label":t},$(i));var We={sign:"▀",css:"q-tick-fail"},Fe={sign:"▄",css:"q-tick-done"},ze={sign:"◆",css:"q-tick-chapter"},bi=1e3,jn=4,re=class{constructor(t,e){this.data=t,this.
track=e,this.marked=[],this.element=h("div",{class:"q-ticks","aria-hidden":"true"}),this.legend=h("div",{class:"q-legend"})}draw(t){let e=new Set(t),s=new Set(this.
data.chapters.map(({step:g})=>g)),o=this.data.steps.filter(g=>e.has(g.index));this.marked=o.filter(g=>g.failed||g.completed||s.has(g.index));let[n,r]=[o.filter(
g=>g.failed),o.filter(g=>g.completed)],a=({index:g})=>(bi*this.track.shareOf(g)).toFixed(1),l=(g,T)=>g.map(A=>`M${a(A)} ${T}`).join(""),c=[E("path",{class:We.css,
d:l(n,"0V7")}),E("path",{class:Fe.css,d:l(r,"9V16")})],d={viewBox:`0 0 ${bi} 16`,preserveAspectRatio:"none"},p=this.marked.filter(({index:g})=>s.has(g)).map(g=>this.
flag(g));this.element.replaceChildren(E("svg",d,...c),...p);let[f,b]=[xi(n.map(g=>g.failed)),xi(r.map(g=>g.completed))];this.legend.replaceChildren(...Ke(We,`${M(
f,"attempt")} failed`),...Ke(Fe,`${M(b,"job")} completed`),...Ke(ze,M(p.length,"chapter")))}flag({index:t}){let e=h("i",{class:"q-flag"},ze.sign);return e.style.
left=`${(100*this.track.shareOf(t)).toFixed(2)}%`,e}tell(t,e){let s=({index:n})=>Math.abs(this.track.shareOf(n)-t),o=this.marked.filter(n=>s(n)<=e).sort((n,r)=>s(
n)-s(r));return o.length?o.slice(0,jn).flatMap(n=>this.tellStep(n)):[this.place(this.track.indexAt(t*this.track.end))]}place(t){return{sign:"",css:"",words:`ste\
p ${t}, ${C(this.data.elapsedAt(t))}`}}tellStep(t){let e=this.data.chapters.filter(o=>o.step===t.index),s=[this.place(t.index),...e.map(({title:o})=>({...ze,words:o}))];
return t.failed&&s.push({...We,words:`${M(t.failed,"attempt")} failed`}),t.completed&&s.push({...Fe,words:`${M(t.completed,"job")} completed`}),s}},Ke=({sign:i,
css:t},e)=>[h("span",{},h("b",{class:t},i),` ${e}`)," "],xi=i=>i.reduce((t,e)=>t+e,0);var ct=class{constructor(t){this.choose=t,this.buttons=[this.makeButton("steps","Steps","The slider goes by steps (T)"),this.makeButton("time","Time","The slide\
r goes by time; at play the clock runs (T)")],this.element=h("span",{class:"q-views",role:"group","aria-label":"axis"},...this.buttons)}makeButton(t,e,s){return y(
"q-view",()=>this.choose(t),{data:{scale:t},title:s},e)}update(t){for(let e of this.buttons)L(e,"aria-pressed",String(e.dataset.scale===t))}};var yi=90,dt=class{constructor(t,e){this.over=t,this.tell=e,this.element=h("div",{class:"q-tip","aria-hidden":"true"}),this.element.hidden=!0,t.addEventListener(
"pointermove",s=>this.show(s.clientX)),t.addEventListener("pointerleave",()=>this.hide())}show(t){let{left:e,width:s}=this.over.getBoundingClientRect(),o={from:e+
vi,width:Math.max(1,s-2*vi)},n=Math.max(0,Math.min(1,(t-o.from)/o.width)),r=this.tell(n,Cn/o.width);this.element.replaceChildren(...r.map(_n)),this.element.hidden=
!r.length;let a=Math.max(yi,Math.min(t-e,s-yi));S(this.element,"left",`${Math.round(a)}px`)}hide(){this.element.hidden=!0}},vi=8,Cn=5;function _n({sign:i,css:t,
words:e}){return h("div",{},i?h("b",{class:t},i):null,i?" ":"",e)}var pt=class{constructor(t,e){this.film=t,this.scale=e}get byTime(){return this.scale==="time"}get end(){return Math.max(1,this.byTime?Math.round(this.film.elapsedAt(
this.film.length)):this.film.length)}valueOf(t){return this.byTime?Math.round(this.film.elapsedAt(t)):t}shareOf(t){return Math.max(0,Math.min(1,this.valueOf(t)/
this.end))}indexAt(t){return this.byTime?this.lastBy(t):Math.round(t)}lastBy(t){let[e,s]=[0,this.film.length];for(;e<s;){let o=Math.ceil((e+s)/2);Math.round(this.
film.elapsedAt(o))<=t?e=o:s=o-1}return e}};var Pn=500,ki=0,ae=class{constructor(t,e){this.data=t,this.changed=e,this.wanted={queue:"",job:""},this.cached=null;let s={change:()=>this.set()};ki+=1,this.queue=
h("select",{on:s}),this.jobs=h("datalist",{id:`q-jobs-${ki}`}),this.job=h("input",{type:"text",list:this.jobs.id,size:8,placeholder:"any",on:s}),this.elements=[
h("label",{},"queue ",this.queue),h("label",{},"job ",this.job,this.jobs)]}refresh(){let t=this.queue.value,e=n=>h("option",{value:n},m(n,40));this.queue.replaceChildren(
h("option",{value:""},"all"),...this.data.queues.map(e)),this.queue.value=this.data.queues.includes(t)?t:"";let s=[...this.data.names.values()].filter(n=>n.role===
u.JOB),o=[...new Set(s.map(n=>n.job??""))].slice(0,Pn);this.jobs.replaceChildren(...o.map(n=>h("option",{value:Q(n,200)}))),this.cached=null}set(){this.wanted={
queue:this.queue.value,job:this.job.value.trim()},this.cached=null,this.changed()}follow(t){this.queue.value=t&&this.data.queues.includes(t.queue)?t.queue:"",this.
job.value=t?.job??"",this.wanted={queue:t?.queue??"",job:t?.job??""},this.cached=null}stops(){let{queue:t,job:e}=this.wanted;return this.cached??=t||e?this.data.
find(s=>this.data.concerns(s,t,e)):[0,...this.data.steps.map(s=>s.index)],this.cached}};var Bn=10,he=class{constructor(t,e){this.player=t,this.changed=e,this.job=null;let s={data:{act:"follow"},title:"Stop only at the steps of the chosen job, else \
of this step's (F)"};this.button=y("q-view",()=>this.toggle(),s,"Follow")}toggle(){this.set(this.job?null:this.player.controls.currentJob())}set(t){this.job=t,t&&
!this.isChosen(t)&&this.player.select(t.queue,t.job),this.changed()}isChosen({queue:t,job:e}){let[s,o]=tt(this.player.selected);return s===t&&o===e}chosen(){if(!this.
job||this.isChosen(this.job))return;let[t,e]=tt(this.player.selected);this.job=this.player.selected?{queue:t,job:e}:null,this.changed()}update(t){L(this.button,
"aria-pressed",String(this.job!==null)),this.button.disabled=!this.job&&!t;let e=this.job??t;w(this.button,e?`Follow job ${m(e.job,Bn)}`:"Follow a job")}};var Wn="input:not([type=range]), select, textarea",Fn="button, summary, a",le=i=>({ArrowLeft:()=>i.move(-1),ArrowRight:()=>i.move(1),Home:()=>i.first.click(),End:()=>i.
last.click()," ":()=>i.playing.toggle(),k:()=>i.views.toggle()});function ce(i,t,e){let{key:s,target:o}=i;if(!(i.ctrlKey||i.metaKey||i.altKey||!(o instanceof Element)))
return o.matches(Wn)?s==="Escape"?e:void 0:s===" "&&o.matches(Fn)?void 0:t(s)}var de=class{constructor(){this.frame=0,this.motion=matchMedia("(prefers-reduced-motion: reduce)")}run(t,e,s,o){let n=performance.now(),r=this.motion.matches?Math.
max(e,1e3):e,a=n,l=c=>{if(c-n>=t)return o();if(this.frame=requestAnimationFrame(l),!(c-a<r))return a=c,s((c-n)/t)};this.frame=requestAnimationFrame(l)}stop(){cancelAnimationFrame(
this.frame)}};var qi=[.5,1,2,4,10],Ei=1300,zn=800,Mi=8e3,Kn=2,ut=class{constructor(t){this.played=t,this.on=!1,this.timer=0,this.glide=new de,this.button=F("play","Play (Spac\
e)",()=>this.toggle());let e=qi.map(o=>h("option",{value:o,selected:o===1},`${o}×`)),s={change:()=>t.changed()};this.speed=h("select",{"aria-label":"speed",title:"\
Speed",on:s},...e)}get rate(){return Number(this.speed.value)}get fast(){return this.on&&this.rate>Kn}setRate(t){qi.includes(t)&&(this.speed.value=String(t))}toggle(){
return this.on?this.stop():(this.played.rewind(),this.on=!0,this.label("pause","Pause (Space)"),this.wait(Ei/2))}stop(){this.on=!1,clearTimeout(this.timer),this.
glide.stop(),this.label("play","Play (Space)")}label(t,e){this.button.replaceChildren($(t)),this.button.title=e,this.button.setAttribute("aria-label",e)}wait(t){
this.timer=window.setTimeout(()=>this.pass(),t/this.rate)}pass(){let t=this.played.gap();if(t<=0)return this.take();let e=Math.min(t,Mi)/this.rate,s=o=>this.played.
flow(t*(1-o));return this.glide.run(e,this.played.every(),s,()=>this.take())}take(){return this.played.forward()?this.wait(Math.max(zn,Ei-Math.min(this.played.gap(),
Mi))):this.stop()}};var pe=class{constructor(t,e){this.data=t,this.player=e,this.texts=[],this.state=null;let s={input:()=>this.show(),keydown:o=>o.key==="Enter"&&this.jump(o.shiftKey?
-1:1)};this.input=h("input",{type:"search",size:20,placeholder:"text, key, command",on:s}),this.found=h("span",{class:"q-found",role:"status"}),this.elements=[h(
"label",{},"search (/) ",this.input),this.found]}matches(){let t=this.input.value.trim().toLowerCase();return t?(this.read(),this.data.find(e=>this.texts[e.index-
1]?.includes(t)??!1)):[]}read(){this.state??=new Map(this.data.state(0));let{state:t}=this;for(let e of this.data.steps.slice(this.texts.length)){this.texts.push(
Gn(this.data,e,t));for(let s of e.changes)Oe(t,s,e.at)}}jump(t){let e=this.matches(),s=this.player.at(),[o,n]=[e.find(a=>a>s),e.findLast(a=>a<s)],r=t>0?o??e[0]:
n??e.at(-1);r!==void 0&&this.player.go(r),this.show()}show(){let t=this.matches(),e=t.indexOf(this.player.at()),s=e>=0?`${e+1} of ${t.length}`:`${t.length} foun\
d: Enter goes there`;w(this.found,this.input.value.trim()?t.length?s:"not found":"")}};function Gn(i,t,e){let s=t.commands.map(([r,a])=>`${r} ${a.join(" ")}`),o=r=>jt(
i,r,e.get(r.key),t.at).flat(),n=t.changes.flatMap(r=>[r.key,...o(r)]);return[t.title,t.sentence,t.script??"",...s,...n].join(`
`).toLowerCase()}var ft=class{constructor(t){this.viewer=t,this.buttons=[this.view("stage","Stage"),this.view("keys","All keys","All keys (K)")],this.element=h("span",{class:"q-\
views",role:"group","aria-label":"view"},...this.buttons)}view(t,e,s){return y("q-view",()=>this.viewer.look(t),{data:{view:t},title:s},e)}toggle(){this.viewer.
look(this.viewer.shows==="stage"?"keys":"stage")}update(){for(let t of this.buttons)L(t,"aria-pressed",String(t.dataset.view===this.viewer.shows))}};var ue=class{constructor(t,e,s){this.data=t,this.player=e,this.filters=new ae(t,()=>this.filtered()),this.search=new pe(t,{at:()=>e.index,go:l=>this.go(l)}),this.
follow=new he(e,()=>this.followed()),this.playing=new ut({forward:()=>this.move(1),rewind:()=>this.rewind(),gap:()=>this.gap(),flow:l=>this.flow(l),every:()=>e.
pace,changed:()=>e.onChange()}),this.track=new pt(t,s),this.scales=new ct(l=>this.setScale(l)),this.chapters=new ht(()=>t.chapters,l=>this.go(l)),this.marks=new re(
t,this.track),this.first=F("first","First step (Home)",()=>this.go(this.filters.stops()[0]??0)),this.back=F("back","Back (←)",()=>this.move(-1)),this.forward=
F("forward","Forward (→)",()=>this.move(1)),this.last=F("last","Last step (End)",()=>this.go(this.filters.stops().at(-1)??t.length)),this.jobWords=h("span",{},
"next step of this job");let o={data:{act:"job"}};this.nextOfJob=y("q-button q-wide",()=>this.jumpJob(),o,$("job")," ",this.jobWords);let n={input:()=>this.slide(
Number(this.range.value))};this.range=h("input",{type:"range",min:0,step:1,"aria-label":"step",class:"q-range",on:n}),this.views=new ft(e);let r={data:{act:"pre\
dict"},title:"Stop before each step and ask where its job goes (P)"},a=()=>this.player.predict(!this.player.quiz.on);this.predict=y("q-view",a,r,"Predict"),this.
bar=this.makeBar(),this.tools=h("div",{class:"q-tools"},this.nextOfJob,...this.filters.elements,...this.search.elements),this.refresh()}makeBar(){let t=h("span",
{class:"q-views"},this.predict),s=[...[this.first,this.back,this.playing.button,this.forward,this.last],this.playing.speed,this.views.element,t],o=h("span",{class:"\
q-views"},this.follow.button),n=[this.marks.legend,o,this.scales.element,this.chapters.element],r=[this.marks.element,this.range,h("div",{class:"q-under"},...n)],
a=h("div",{class:"q-rail"},...r.slice(0,2)),l=new dt(a,(p,f)=>this.marks.tell(p,f));a.append(l.element);let c=h("div",{class:"q-slide"},a,...r.slice(2));return h(
"div",{class:"q-controls",role:"group","aria-label":"controls"},h("div",{class:"q-buttons"},...s),c)}refresh(){this.filters.refresh(),this.chapters.refresh(),this.
redrawRail()}redrawRail(){this.range.max=String(this.track.end),this.marks.draw(this.filters.stops()),this.scales.update(this.track.scale)}filtered(){this.marks.
draw(this.filters.stops()),this.player.redraw()}followed(){this.filters.follow(this.follow.job),this.filtered(),this.player.onChange()}setScale(t){t!==this.track.
scale&&(this.track.scale=t,this.redrawRail(),this.player.redraw(),this.player.onChange())}slide(t){let e=this.track.indexAt(t),s=this.track.byTime?this.data.start+
t:void 0;this.player.show(e,{at:e<this.data.length?s:void 0})}go(t){this.player.show(Math.max(0,Math.min(t,this.data.length)))}stop(t){let e=this.player.index,s=this.
filters.stops();return t>0?s.find(o=>o>e):s.findLast(o=>o<e)}move(t){let e=this.stop(t);return e===void 0||t>0&&this.player.asking.stops(e)?!1:(this.go(e),!0)}gap(){
let t=this.track.byTime?this.stop(1):void 0,{index:e,at:s}=this.player;return t===void 0?0:this.data.at(t)-Math.max(s??0,this.data.at(e))}flow(t){let{index:e}=this.
player;this.player.flow(this.data.at(this.stop(1)??e)-t-this.data.at(e))}currentJob(){if(this.player.selected){let[s,o]=tt(this.player.selected);return{queue:s,
job:o}}let t=this.data.step(this.player.index);if(!t)return null;if(t.job!==null&&t.queue!==null)return{queue:t.queue,job:t.job};let e=t.moves[0];return e?{queue:e[0],
job:e[1]}:null}jumpJob(){let t=this.currentJob();if(!t)return w(this.search.found,"choose a job first");let{queue:e,job:s}=t,o=this.player.index,n=this.data.steps.
slice(o).find(r=>this.data.concerns(r,e,s));n?this.player.select(e,s,n.index):w(this.search.found,"no later step of this job")}rewind(){let t=this.filters.stops();
this.player.index>=(t.at(-1)??0)&&this.go(t[0]??0)}update(t){this.views.update(),L(this.predict,"aria-pressed",String(this.player.quiz.on)),this.chapters.update(
t),this.updateTime(t,this.player.at),L(this.range,"aria-valuetext",Wt(this.data,t).slice(0,60));let e=this.filters.stops();this.back.disabled=this.first.disabled=
!e.some(o=>o<t),this.forward.disabled=this.last.disabled=!((e.at(-1)??0)>t),this.search.input.value&&this.search.show();let s=this.currentJob();this.follow.update(
s),this.nextOfJob.disabled=!s,w(this.jobWords,s?`next step of job ${m(s.job,14)}`:"next step of this job")}updateTime(t,e){let s=this.track.byTime&&e!==void 0?e-
this.data.start:this.track.valueOf(t);this.range.value=String(Math.max(s,this.track.valueOf(t))),x(this.range,"axis",this.track.scale)}key(t){t.stopPropagation();
let e=ce(t,s=>this.actOf(s),this.leaving);e&&(t.preventDefault(),e())}actOf(t){return/^[1-9]$/.test(t)?()=>this.player.asking.choose(Number(t)):this.acts[t.length===
1?t.toLowerCase():t]}leaving=()=>this.player.search(!1);acts={...le(this),"/":()=>this.player.search(!0),n:()=>this.chapters.jump(this.player.index,1),b:()=>this.
chapters.jump(this.player.index,-1),t:()=>this.setScale(this.track.byTime?"steps":"time"),f:()=>this.follow.toggle(),c:()=>this.player.toggleCode(),",":()=>this.
player.drawer.code.move(-1),".":()=>this.player.drawer.code.move(1),j:()=>this.jumpJob(),p:()=>this.player.predict(!this.player.quiz.on)}};var Yn=120,Hn="Nothing has happened yet. Step forward with → or play with Space.",fe=class{constructor(){this.clock=h("span",{class:"q-clock"}),this.counter=h(
"span",{class:"q-counter"}),this.title=h("h2",{}),this.chip=h("span",{class:"q-chip"}),this.top=h("div",{class:"q-top"},this.clock,this.counter,this.title,this.
chip),this.sentence=h("p",{class:"q-sentence",tabindex:"0"}),this.told=h("div",{class:"q-told"},this.sentence),this.live=h("div",{class:"q-hidden","aria-live":"\
polite",role:"status"})}reserve(t){this.told.dataset.room=Ps(t)}tick({data:t,at:e}){w(this.clock,C(e-t.start)),this.clock.title=wt(e)}update(t){let{step:e,data:s,
index:o}=t;this.tick(t),w(this.counter,`step ${v(o)} of ${v(s.length)}`),w(this.title,e?m(e.title,90):"The beginning"),this.title.title=e?m(e.title,300):"",S(this.
chip,"visibility",e?.script?"":"hidden"),w(this.chip,`script ${e?.script??"none"}`),this.tell(e?W(e.sentence):_(s.note||Hn)),w(this.live,Wt(s,o))}ask({job:t,title:e}){
let s=h("strong",{},`Where does job ${m(t,14)} go?`);this.sentence.replaceChildren(`Next: ${m(e,90)}. `,s)}tell(t){this.sentence.replaceChildren(t),x(this.sentence,
"long",String((this.sentence.textContent??"").length>Yn));for(let e of this.sentence.querySelectorAll("code")){let s=G.find(o=>o===e.textContent);s&&(e.dataset.
role=s)}}};var Ge=60;function $i(i,t,e){let s=i.state.get(t),o=i.data.key(t),n=s?Jn(i,s,o):[],r=s?`${nt[s.type]??s.type} (${s.encoding})`:Vn,a=h("small",{class:"q-quiet"},
`${o.role}: ${r}. ${K[o.role]?.[1]??""}`),c=[h("header",{},h("h3",{},"Key"),y("q-more",e,{},"close")),h("p",{},D(t,80),h("br"),a)];return n.length&&c.push(Un(n.
slice(0,Ge))),n.length>Ge&&c.push(h("p",{class:"q-quiet"},`… and ${v(n.length-Ge)} more`)),c}var Vn="absent: an empty container does not exist in Redis";function Un(i){
let t=i.map(([e,s,o])=>{let n=h("th",{scope:"row"},m(e,60));return h("tr",{},n,h("td",{},D(s)),h("td",{class:"q-meaning"},W(o)))});return h("table",{class:"q-fi\
elds"},at("where","raw","meaning"),h("tbody",{},...t))}function Jn({data:i,at:t},e,s){let o=(r,a)=>j(s.role,r,a,t,i.start).meaning,n=r=>r.map(([a,l])=>`${a}=${l}`).
join(" ");switch(e.type){case"hash":return[...e.value].map(([r,a])=>[r,a,i.word(e,r)]);case"zset":return e.value.map(([r,a])=>[r,R(a),o(r,a)]);case"stream":return[
...e.value].reverse().map(([r,a])=>[r,n(a),""]);case"string":return[["",e.value,i.word(e,"")]];default:return Array.isArray(e.value)?e.value.map((r,a)=>[`[${a}]`,
r,""]):[["",String(e.value),""]]}}var Qn=10;function Ti(i,t){let e=i.state.get(t),s=i.kinds.get(t),o=e?.type==="zset"?e.value:[],n=o.length?o.slice(0,Qn).map(l=>Zn(i,l)):[h("span",{class:"q-says"},
"silent: no marker")],r={key:t,change:s??"",rings:o[0]?.[0]??""},a=h("h4",{},u.MARKER);return h("section",{class:"q-small q-bell",data:r},$("bell"),a,...n,B(s))}
function Zn(i,[t,e]){let{meaning:s}=j(u.MARKER,t,e,i.at,i.data.start);return h("span",{class:"q-says"},h("code",{},`${m(t,24)} (score ${R(e)})`)," ",s)}function me(i){switch(i.type){case"hash":return[...i.value].map(([t,e])=>`${t}=${e}`).join("  ");case"zset":return i.value.map(([t,e])=>`${t} (score ${R(e)})`).
join("  ");case"stream":return i.value.map(([t,e])=>`${t} ${e.flat().join(" ")}`).join("  ");default:return Array.isArray(i.value)?i.value.join("  "):i.value}}function Si(i,{name:t,queue:e,job:s}){let o=i.state.get(t),n=i.kinds.get(t),r=o?tr(i,o,i.before.get(t)):[],a=h("caption",{class:"q-hidden"},`fields of ${m(t,80)}`),
l=h("table",{class:"q-fields"},a,at("field","raw","meaning"),h("tbody",{},...r)),c=Xn(i,e,s,n);return h("article",{class:"q-card",data:{key:t,change:n??"",job:s}},
c,l)}function Xn(i,t,e,s){let{name:o,tries:n}=i.job(t,e),r=i.stateOf(t,e),a=n?h("span",{class:"q-tries"},`attempts ${n}`):null,l=h("span",{class:"q-name"},m(o,40)),
c=h("span",{class:`q-chip q-state-${r}`},r);return h("header",{},$(r),h("h4",{},`job ${m(e,40)}`),l,c,a,B(s))}function tr(i,t,e){if(t.type!=="hash")return[Ye("",
"",D(me(t)))];let s=e?.type==="hash"?e.value:new Map,o=[...t.value].map(([r,a])=>{let l=s.get(r),c=e===t||l===a?"":s.has(r)?"changed":"born",d=c==="changed"?[h(
"del",{},D(l,40))," → ",D(a)]:[D(a)];return Ye(r,c,d,i.data.word(t,r))}),n=[...s.keys()].filter(r=>e!==t&&!t.value.has(r));return[...o,...n.map(r=>Ye(r,"gone",
D(s.get(r))))]}function Ye(i,t,e,s=""){let o=h("th",{scope:"row"},m(i,60),B(t));return h("tr",{data:{change:t}},o,h("td",{},e),h("td",{class:"q-meaning"},W(s)))}var Ai=60,er=30,sr=5,ir=172,or=6.4,nr=60,ge=class{constructor(t){this.box=t,this.width=0,this.signature="",this.rule=h("div",{class:"q-rule","aria-hidden":"true"}),
this.nowText=h("span",{}),this.now=h("div",{class:"q-now"},this.nowText);let e=t.role===u.DELAYED?[t.tokens,this.now,this.rule]:[t.tokens,this.rule];this.field=
h("div",{class:"q-field"},...e),this.rest=h("div",{class:"q-rest"}),t.body.append(this.field,this.rest),t.body.classList.add("q-axis"),this.watch=new ResizeObserver(
([s])=>this.resize(s?.contentRect.width??0)),this.watch.observe(this.field)}resize(t){Math.abs(t-this.width)<1||(this.width=t,this.box.hooks.redraw())}get room(){
return this.width||600}update(t,e,s){let o=s.filter(n=>n.dataset.job!==void 0);this.box.role===u.DELAYED?this.byTime(t,e,o):this.byPriority(e,o),k(this.box.tokens,
o),k(this.rest,s.filter(n=>n.dataset.job===void 0))}byTime(t,e,s){let{data:o,hooks:n,name:r}=this.box,[a,l]=Xt(t,n.waits.of(r)),c=p=>p>a?Math.min(1,(p-a)/(l-a)):
0;this.lay(s,e.map(([,p])=>c(Z(p??0)))),S(this.now,"left",`${c(t.at)*100}%`),x(this.now,"side",c(t.at)>.7?"left":"right"),w(this.nowText,`now ${C(Math.round(t.at-
o.start))}`);let d=te(a,l,o.start).map(p=>[c(p),V(p-o.start)]);this.mark(d,`${a}-${l}`)}byPriority(t,e){let s=[...new Set(t.map(([,a])=>Ae(a??0)))],o=new Map(s.
map((a,l)=>[a,l/s.length])),n=a=>o.get(a)??0;this.lay(e,t.map(([,a])=>n(Ae(a??0))));let r=s.map((a,l)=>[n(a),l?String(a):`priority ${a}`]);this.mark(r,s.join())}lay(t,e){
let s=this.box.isMany?er:Ai,o=new Zt(this.room,ir,sr);t.forEach((n,r)=>{let{left:a,hangs:l}=o.hang((e[r]??0)*this.room),{lane:c,stands:d}=o.take(a);x(n,"hangs",
l&&d===a?"left":"right"),S(n,"left",`${d.toFixed(1)}px`),S(n,"bottom",`${26+c*s}px`)}),S(this.field,"height",`${38+Math.max(Ai,o.length*s)}px`)}mark(t,e){if(this.
signature===`${e} ${this.width}`)return;this.signature=`${e} ${this.width}`;let s=0,o=t.slice(0,nr).flatMap(([n,r])=>{let[a,l]=[n*this.room,r.length*or+8],c=a+l>
this.room?"left":"right";if((c==="left"?a-l:a)<s)return[];s=c==="left"?a:a+l;let d=h("span",{data:{side:c}},r);return d.style.left=`${n*100}%`,[d]});this.rule.replaceChildren(
...o)}};var we=28,rr=12,Oi=6,Li=6,ar=new Map(N),be=class{constructor(t,e,s,o){this.data=t,this.queue=e,this.role=s,this.hooks=o,this.name=O(t.prefix,e,s),this.state=ar.
get(s)??q.UNKNOWN,this.open=!1,this.unread=0,this.isMany=!1,this.count=h("span",{class:"q-count"}),this.mark=h("span",{class:"q-marks"}),this.body=h("div",{class:"\
q-body"}),this.tokens=h("div",{class:"q-tokens",role:"group","aria-label":`jobs in ${s}`}),this.button=y("q-more",()=>this.toggle()),this.element=this.box(),this.
axis=Me.includes(s)?new ge(this):null,this.axis||this.drawTube()}box(){let[t,e]=K[this.role]??["",""],o=y("q-key",()=>this.hooks.onKey(this.name),{title:"Show r\
aw and decoded values"},this.role),n=h("span",{class:"q-kind"},nt[t]),r=h("header",{},$(this.state),h("h4",{},o),n,this.count,this.mark),a=`q-box q-state-${this.
state} q-box-${this.role}`;return h("section",{class:a,data:{key:this.name,role:this.role},title:e},r,this.body)}drawTube(){let t=ns[this.role]?.map(e=>`${e} →`)??
["first","latest"];this.body.append(this.tokens,h("div",{class:"q-ends"},...t.map(e=>h("span",{},e)))),this.body.classList.add(K[this.role]?.[0]==="list"?"q-tub\
e":"q-row")}toggle(){this.open=!this.open,this.hooks.redraw()}update(t){let e=t.state.get(this.name),s=rt(e),o=t.kinds.get(this.name),n=e&&s.length?Y(e):0;w(this.
count,v(n)),this.unread=n-s.length,this.isMany=s.length>rr;let r=B(o);(r||this.mark.firstChild)&&k(this.mark,r?[r]:[]),x(this.element,"change",o??""),x(this.tokens,
"many",String(this.isMany));let a=this.drawn(t,s);this.axis?this.axis.update(t,s,a):k(this.tokens,a)}drawn(t,e){let[s,o]=this.cut(e),n=([c,d])=>this.token(t,c,d).
element,r=e.length-s.length-o.length,a=this.unread>0?[h("span",{class:"q-quiet"},`${v(this.unread)} not read`)]:[],l=r>0||this.open?[this.more(r)]:[];return[...a,
...s.map(n),...l,...o.map(n),...this.ghosts(t)]}cut(t){return t.length<=we||this.open?(this.open=this.open&&t.length>we,[t,[]]):Me.includes(this.role)?[t.slice(
0,we),[]]:[t.slice(0,Li),t.slice(Li-we)]}more(t){return w(this.button,t>0?`… ${v(t)} more …`:"show fewer"),this.button}token(t,e,s){let o=t.moves.get(I(this.
queue,e)),n=o?o[2]===null?"✚ new":`↦ from ${o[2]}`:"",r=o?"moved":"",a=t.selected===I(this.queue,e),l=this.hooks.tokens.take(this.queue,e,{...t.job(this.queue,
e),hint:n,kind:r,selected:a});if(this.role===u.ACTIVE){let c=t.state.get(J(this.data.prefix,this.queue,e,u.LOCK));Ss(l,c,t.at,this.data.watched)}else this.foot(
l,t,e,s);return l}foot(t,e,s,o){if(o===null)return t.foot.remove();let{label:n}=j(this.role,s,o,e.at,this.data.start);t.showFoot("q-foot"),w(t.foot,At(n,this.isMany?
1:2)),t.foot.title!==n&&(t.foot.title=n),x(t.element,"score",R(o))}ghosts(t){let e=[...t.moves.values()].filter(n=>this.lost(n)),s=e.slice(0,Oi).map(([,n])=>h("\
span",{class:"q-token q-ghost"},h("b",{},m(n,18)),h("i",{},"✖ removed"))),o=e.length-Oi;return o>0?[...s,h("span",{class:"q-quiet"},`✖ ${v(o)} more removed`)]:
s}lost([t,,e,s]){return t===this.queue&&s===null&&e===this.state&&this.role!==u.PAUSED}};function He(i,t){let e=i.state.get(t),s=i.data.key(t),o=i.kinds.get(t),n=e??i.before.get(t),r=e?cr(i,e,s):"",a=h("span",{title:K[s.role]?.[1]??""},s.role),l=h("\
td",{},D(n?me(n):"",90));r&&l.append(h("div",{class:"q-meaning"},W(r)));let c=h("small",{},(n?hr(n):"")+(e?lr(e,i.at):"")),d=h("th",{scope:"row"},D(t,64)," ",B(
o));return h("tr",{data:{key:t,change:o??""}},d,h("td",{},a,h("br"),c),l)}function hr(i){let[t,e]=$e[i.type]??$e.list??["",""];return`${nt[i.type]??i.type}, ${M(
Y(i),t,e)}`}var lr=(i,t)=>i.expires===null?"":`, expires in ${st(Math.max(i.expires-t,0))}`;function cr(i,t,e){return t.type==="string"?i.data.word(t,""):t.type!==
"zset"?"":t.value.slice(0,3).map(([o,n])=>j(e.role,o,n,i.at,i.data.start).meaning).filter(Boolean).join("; ")}var dr=10;function Ni(i,t){let e=i.state.get(t),s=i.kinds.get(t),o=i.fresh(t),n=e?.type==="stream"?e.value:[],r=e?.type==="stream"?Y(e):0,a=n.slice(-dr).map((T,A,U)=>pr(
T,U.length-A<=o)),l=r-a.length,c=l>0?h("span",{class:"q-earlier"},`${v(l)} earlier`):null,d=h("div",{class:"q-strip"},c,...a),p=h("div",{class:"q-tape",tabindex:"\
0",role:"group","aria-label":"the latest events"},d),f=h("span",{class:"q-count"},M(r,"entry","entries")),b={key:t,change:s??""},g=h("h4",{},u.EVENTS);return h(
"section",{class:"q-small q-events",data:b},$("tape"),g,f,B(s),p)}function pr([i,t],e){let{EVENT:s,JOB_ID:o}=rs,n=new Map(t),a=t.filter(([f])=>f!==s&&f!==o).map(
([f,b])=>`${f}=${b}`).join(" "),l=n.has(o)?`job ${m(n.get(o),14)}`:m(a,24),c=m(`${i} ${a}`,200),d=e?h("i",{},"✚ new"):null,p=h("b",{},m(n.get(s)??"entry",24));
return h("span",{class:"q-event",data:{fresh:String(e)},title:c},p,h("span",{},l),d)}var Ve=24,ur=30,Ii={[u.MARKER]:"zset",[u.EVENTS]:"stream"},fr=new Map(N),xe=class{constructor(t,e,s){this.data=t,this.queue=e,this.hooks=s,this.boxes=new Map,this.
drawn=new Map,this.lastJobs=new Map,this.all=!1,this.grid=h("div",{class:"q-grid"}),this.small=h("div",{class:"q-smalls"}),this.cards=h("div",{class:"q-cards"}),
this.rows=h("tbody"),this.more=y("q-more",()=>this.toggle());let o={role:"group",data:{queue:e},"aria-label":`queue ${P(e)}`};this.element=h("div",{class:"q-que\
ue",...o},this.title(),this.grid,this.small),this.scroll=h("div",{class:"q-scroll",tabindex:"0",role:"group","aria-label":"other keys"},this.table());let n=e?`v\
alues in queue ${P(e)}`:"keys of no queue",r=[this.title(),this.cards,this.scroll,this.more];this.details=h("div",{role:"group","aria-label":n},...r)}title(){return this.
queue?h("h3",{},m(this.queue,80)):h("h3",{class:"q-stay"},"Keys of no queue")}table(){let t=this.queue?`Other keys of ${m(this.queue,80)}`:"Not keys that BullMQ\
 makes";return h("table",{class:"q-keys"},h("caption",{},t),at("key","role","raw value"),this.rows)}toggle(){this.all=!this.all,this.hooks.redraw()}roles(){return this.
queue?G.filter(t=>H.includes(t)||this.data.hasUsed(this.queue,t)):[]}update(t,e){let s=this.roles(),o=s.map(n=>this.box(n));this.grid.dataset.more=String(s.filter(
n=>mr.includes(n)).length),k(this.grid,o.map(n=>n.element));for(let n of o)n.update(t);this.updateSmall(t),this.updateCards(t),this.updateRows(t,e)}box(t){let e=this.
boxes.get(t)??new be(this.data,this.queue,t,this.hooks);return this.boxes.set(t,e),e}updateSmall(t){if(!this.queue)return;let e=this.memo(t,O(this.data.prefix,this.
queue,u.MARKER),Ti),s=this.memo(t,O(this.data.prefix,this.queue,u.EVENTS),Ni);k(this.small,[e,s])}updateCards(t){let e=new Map([...t.jobs()].filter(([,c])=>c.queue===
this.queue));(e.size||t.index===0)&&(this.lastJobs=e);let s=new Map(this.lastJobs),[o,n]=tt(t.selected);o===this.queue&&t.hash(o,n)&&s.set(t.selected,{queue:o,job:n});
let l=[...s.values()].map(c=>({...c,name:J(this.data.prefix,c.queue,c.job)})).filter(c=>gr(t,c.name)).slice(0,ur).map(c=>this.memo(t,c.name,()=>Si(t,c)));k(this.
cards,l)}updateRows(t,e){let o=(this.all?e:e.slice(0,Ve)).map(n=>this.memo(t,n,He));k(this.rows,o),this.scroll.hidden=!e.length,this.details.hidden=!e.length&&!this.
cards.firstChild,this.more.hidden=e.length<=Ve,w(this.more,this.all?"show fewer keys":`… ${v(e.length-Ve)} more keys`)}memo(t,e,s){let o=t.state.get(e),n=t.kinds.
get(e),r=o&&(o.expires!==null||o.type==="zset")?t.at:0,a=s===He?null:t.data.key(e).job,l=a===null?"":t.stateOf(this.queue,a),c=this.drawn.get(e),d=c?.held===o&&
!n&&!c?.kind&&c?.at===r&&c.state===l;if(c&&d)return c.node;let p=s(t,e);return this.drawn.set(e,{held:o,kind:n,at:r,state:l,node:p}),p}},mr=[u.PRIORITIZED,u.WAITING_CHILDREN].
map(String);function Ri(i){let{data:t,state:e,before:s,kinds:o}=i,n=new Map([...t.queues,""].map(a=>[a,[]])),r=[...s.values()].filter(a=>!e.has(a.name)&&o.has(a.
name));for(let a of[...e.values(),...r]){let l=t.key(a.name);wr(i,a,l)||(n.get(l.queue)??n.get(""))?.push(a.name)}for(let a of n.values())a.sort();return n}function gr(i,t){
return(i.state.get(t)??(i.kinds.has(t)?i.before.get(t):void 0))?.type==="hash"}function wr(i,t,e){return e.queue?fr.has(e.role)?Array.isArray(t.value)&&t.type!==
"stream":e.role in Ii?t.type===Ii[e.role]:e.job===null?!1:e.role===u.LOCK?i.stateOf(e.queue,e.job)===q.ACTIVE:e.role!==u.JOB||t.type!=="hash"?!1:i.stateOf(e.queue,
e.job)!==q.UNKNOWN||i.kinds.has(e.name):!1}var ye=class{constructor(t,e,s){this.data=t,this.tokens=e,this.redraw=s,this.inspected="",this.hooks={tokens:e,waits:new Rt(t),onKey:n=>this.inspect(n),redraw:s},
this.views=new Map,this.stage=h("div",{class:"q-stage"}),this.details=h("div",{class:"q-details"}),this.nothing=h("p",{class:"q-quiet"},"No keys yet.");let o={role:"\
group",hidden:!0,"aria-label":"a key's values"};this.inspector=h("div",{class:"q-inspector",...o}),this.changes=h("div"),this.changeCount=h("span",{class:"q-cou\
nt"}),this.commands=h("div"),this.commandCount=h("span",{class:"q-count"}),this.element=h("div",{class:"q-main"},this.stage,this.side(),this.details)}side(){let t=h(
"section",{},h("h3",{},"What changed ",this.changeCount),this.changes),e=h("section",{},h("h3",{},"Commands Redis ran ",this.commandCount),this.commands);return h(
"div",{class:"q-side",role:"group","aria-label":"what happened"},this.inspector,t,e)}inspect(t){this.inspected=this.inspected===t?"":t,this.redraw()}update(t,e,s=!1){
let o=Ri(t),n=(o.get("")?.length?[...e,""]:e).map(a=>this.viewOf(a)),r=n.filter(a=>a.queue).map(a=>a.element);k(this.stage,n.length?r:[this.nothing]),k(this.details,
n.map(a=>a.details));for(let a of n)a.update(t,o.get(a.queue)??[]);s||this.drawStory(t)}viewOf(t){let e=this.views.get(t)??new xe(this.data,t,this.hooks);return this.
views.set(t,e),e}drawStory(t){let{step:e,data:s}=t;w(this.changeCount,e?v(e.changes.length):""),w(this.commandCount,e?v(e.commands.length):""),this.changes.replaceChildren(
...Cs(s,e)),this.commands.replaceChildren(..._s(s,e,(n,r)=>this.light(n,r))),this.inspector.hidden=!this.inspected;let o=()=>this.inspect(this.inspected);this.inspector.
replaceChildren(...this.inspected?$i(t,this.inspected,o):[])}light(t,e=!1){for(let a of this.element.querySelectorAll(".q-lit"))a.classList.remove("q-lit");let s=new Set(
t),n=[...this.element.querySelectorAll("[data-key], [data-touch]")].filter(a=>s.has(a.dataset.key??a.dataset.touch??""));for(let a of t){let{queue:l,job:c}=this.
data.key(a),d=c===null?void 0:this.tokens.of(l,c);d&&n.push(d.element)}for(let a of n)a.classList.add("q-lit");let r=this.tokens.motion.matches?"auto":"smooth";
e&&n[0]?.scrollIntoView({block:"nearest",behavior:r})}};function Di({controls:i,index:t,selected:e,shows:s}){let{follow:o,playing:n,track:r}=i,a=e?i.currentJob():null,l=a?{job:a,follow:o.job!==null}:{};return{step:t,
view:s,speed:n.rate,axis:r.scale,...l}}function ji(i,{step:t,view:e,job:s,follow:o,speed:n,axis:r}){e&&i.look(e),r&&i.controls.setScale(r),n&&i.playing.setRate(
n),s&&i.selected!==I(s.queue,s.job)&&i.select(s.queue,s.job),s&&o&&i.controls.follow.set(s),t!==void 0&&i.show(t,{quiet:!0})}var br="cubic-bezier(.3,.1,.2,1)",xr=120,yr=60,Ue=class{constructor(t,e,s){this.id=h("b"),this.name=h("span",{class:"q-name"}),this.tries=h("span",{class:"q-tri\
es"}),this.hint=h("i"),this.foot=h("span",{class:"q-foot"});let o=[this.id,this.name,this.tries,this.hint];this.element=y("q-token",()=>s(t,e),{data:{queue:t,job:e}},
...o)}update(t,{name:e,tries:s,hint:o,selected:n,kind:r}){w(this.id,m(t,18)),w(this.name,m(e,18)),w(this.tries,s),w(this.hint,o);let a=e?`, ${m(e,80)}`:"",l=`jo\
b ${m(t,80)}${a}${s?`, attempts ${s}`:""}`;this.element.title!==l&&(this.element.title=l),x(this.element,"kind",r);let c=String(n);L(this.element,"aria-pressed",
c)}showFoot(t){this.foot.className!==t&&(this.foot.className=t,delete this.foot.dataset.words),this.foot.parentNode!==this.element&&this.element.append(this.foot)}travel(t,e,s){
let o=Math.hypot(t,e),n=o>xr?-Math.min(36,o/10):0;for(let p of this.element.getAnimations())p.cancel();let r=this.element.closest(".q-box"),a=p=>{this.element.style.
zIndex=p,r&&(r.style.zIndex=p)};a(o>yr?"5":"");let l=`translate(${t*.45}px, ${e*.45+n}px) scale(${n?1.12:1})`,c=[`translate(${t}px, ${e}px)`,l,"none"].map(p=>({
transform:p})),d=this.element.animate(c,{duration:s,easing:br});d.onfinish=d.oncancel=()=>a("")}appear(t){let e=[{transform:"scale(.4)",opacity:0},{transform:"s\
cale(1.1)",opacity:1},{transform:"none",opacity:1}];this.element.animate(e,{duration:t})}},ve=class{constructor(t){this.onSelect=t,this.all=new Map,this.asked=new Map,
this.was=new Map,this.motion=matchMedia("(prefers-reduced-motion: reduce)")}begin(t){if(this.asked=new Map,this.was=new Map,!(!t||this.motion.matches))for(let[e,
{element:s}]of this.all)s.isConnected&&this.was.set(e,s.getBoundingClientRect())}take(t,e,s){let o=I(t,e);for(;this.asked.has(o);)o+=`
+`;let n=this.all.get(o)??new Ue(t,e,this.onSelect);return this.asked.set(o,n),n.update(e,s),n}of(t,e){let s=this.all.get(I(t,e));return s?.element.isConnected?
s:void 0}settle(t){if(this.all=this.asked,!this.was.size)return;let e=[];for(let[s,o]of this.all){let[n,r]=[this.was.get(s),o.element.getBoundingClientRect()];n?
Math.abs(n.left-r.left)+Math.abs(n.top-r.top)>1&&e.push([o,n.left-r.left,n.top-r.top]):o.appear(t)}for(let[s,o,n]of e)s.travel(o,n,t)}};var Ci=700,vr=3,kr=640,_i=30,qr="qlab player: arrow keys step, space plays, N and B go to the next chapter and back, K shows all keys, C code, T the time axis, \
F follows a job, J goes to its next step, P asks, slash searches",mt=class{constructor(t,e,{step:s,view:o,axis:n,onStep:r,onView:a,onAnswer:l,onChange:c}={}){this.
data=new Ct(e),this.onStep=r??(()=>{}),this.onView=a??(()=>{}),this.onChange=c??(()=>{}),this.shows=o??"stage",this.selected="",this.index=-1,this.at=void 0,this.
order=[],this.tokens=new ve((A,U)=>this.select(A,U)),this.keys=new ye(this.data,this.tokens,()=>this.redraw());let d=(A,U)=>this.select(A,U);this.scene=new ne(this.
keys.hooks,d,A=>this.chooseBox(A)),this.asking=new Bt(this,l??(()=>{})),this.quiz=this.asking.quiz,this.drawer=new Kt(()=>this.redraw(),this.asking.votes.element),
this.head=new fe,this.controls=new ue(this.data,this,n??"steps"),this.playing=this.controls.playing;let p=h("div",{class:"q-scenery"},this.scene.element,this.drawer.
element),{top:f,told:b,live:g}=this.head,T=[f,this.controls.bar,b,this.controls.tools,p,this.keys.element,g];this.root=h("div",{class:"qlab-player",tabindex:"0",
role:"group","aria-label":qr},...T),x(this.root,"view",this.shows),this.root.addEventListener("keydown",A=>this.controls.key(A)),this.head.reserve(this.data),t.
replaceChildren(this.root),this.watch=new ResizeObserver(()=>this.measure()),this.watch.observe(this.root),this.measure(),this.show(s??Math.min(1,this.data.length),
{quiet:!0})}show(t,{quiet:e=!1,force:s=!1,at:o}={}){let n=Math.max(0,Math.min(Number(t)||0,this.data.length)),r=s?o??this.at:o;if(n===this.index&&r===this.at&&!s)
return;this.at=r;let a=Math.abs(n-this.index)<=vr&&n!==this.index;this.index=n,this.draw(a&&!s,this.playing.fast?Ci/3:Ci),e||this.onStep(n)}flow(t){this.at=this.
data.at(this.index)+Math.round(t);let e=this.pictureNow();this.head.tick(e),this.controls.updateTime(this.index,this.at),this.shows==="stage"?this.scene.flow(e,
this.shown()):this.drawKeys(e,this.shown(),!1,0,!0)}get pace(){return this.shows==="stage"?_i:4*_i}pictureNow(){return this.picture=new It(this.data,this.index,
this.selected,this.at,this.controls.track.byTime),this.picture}shown(){let t=this.controls.filters.wanted.queue,e=this.controls.follow.job?.queue,s=this.order.filter(
o=>!t||o===t||e!==void 0);return e===void 0?s:[...s].sort((o,n)=>+(n===e)-+(o===e))}measure(){x(this.root,"narrow",String(this.root.clientWidth>0&&this.root.clientWidth<
kr))}redraw(){this.index>=0&&this.show(this.index,{quiet:!0,force:!0})}look(t){t!==this.shows&&(this.shows=t,x(this.root,"view",t),this.redraw(),this.onView(t))}select(t,e,s){
let o=I(t,e);this.selected=this.selected===o&&s===void 0?"":o,this.controls.follow.chosen(),this.onChange(),s===void 0||s===this.index?this.redraw():this.show(s)}chooseBox(t){
return this.quiz.asking?this.asking.guess(t):(this.keys.inspected=O(this.data.prefix,this.order[0]??"",t),this.look("keys"))}toggleCode(){let t=this.shows!=="st\
age"||this.drawer.tab!=="code";this.shows!=="stage"&&this.look("stage"),this.drawer.open(t?"code":"changes")}predict(t,e){this.asking.begin(t,e)}draw(t,e){let s=this.
pictureNow(),o=this.data.queuesAt(this.index),n=t&&o[0]===this.order[0];this.order=o;let r=this.shown(),a=Le(this.root);this.head.update(s),this.shows==="stage"?
this.drawScene(s,r,n?e:0):this.drawKeys(s,r,n,e),this.controls.update(this.index),$s(this.root,a)}drawScene(t,e,s){this.scene.animate(this.tokens.motion.matches?
0:s),this.scene.update(t,e),this.quiz.asking!==this.index+1&&(this.quiz.asking=0);let o=this.quiz.asking?this.quiz.question(this.quiz.asking):null,n=this.quiz.answers.
get(this.index)??null;return x(this.root,"asks",String(o!==null)),this.scene.markGuess(n&&!n.right?n.guess:""),this.drawer.judge(o?null:n),this.asking.votes.update(
o?.step??this.index),o?(this.head.ask(o),this.drawer.ask(o,r=>this.asking.guess(r))):this.drawer.update(t)}drawKeys(t,e,s,o,n){this.tokens.begin(s),this.keys.update(
t,e,n),this.tokens.settle(o)}search(t){x(this.root,"tools",t?"open":""),(t?this.controls.search.input:this.root).focus()}decode(...t){return j(...t).meaning}grow(t,e){
let s=this.data.grow(t);return s&&(this.controls.refresh(),this.head.reserve(this.data)),e!==void 0&&e!==this.index?this.show(e,{quiet:!0}):s&&this.redraw(),s}key(t){
this.controls.key(t)}get linked(){return Di(this)}open(t){ji(this,t)}get held(){return this.data.length}follows(t){return t.from<=this.data.length}destroy(){this.
controls.playing.stop(),this.asking.votes.stop(),this.watch.disconnect(),this.root.remove()}};var Je={sign:"▀",css:"q-tick-first"},Qe={sign:"▄",css:"q-tick-second"},ke=class{constructor(t,e){this.pair=t,this.playing=new ut({forward:()=>this.move(1),rewind:()=>this.
rewind(),gap:()=>this.gap(),flow:o=>t.flow(t.elapsedAt(t.index+1)-o),every:()=>t.pace,changed:()=>t.onChange()}),this.track=new pt(t,e),this.scales=new ct(o=>this.
setScale(o)),this.chapters=new ht(()=>t.chapters,o=>t.show(o)),this.first=F("first","The beginning (Home)",()=>t.show(0)),this.back=F("back","Back (←)",()=>this.
move(-1)),this.forward=F("forward","Forward (→)",()=>this.move(1)),this.last=F("last","The end (End)",()=>t.show(t.length)),this.clock=h("span",{class:"q-cloc\
k"}),this.counter=h("span",{class:"q-counter"});let s={input:()=>t.show(this.track.indexAt(Number(this.range.value)))};this.range=h("input",{type:"range",min:0,
step:1,"aria-label":"step",class:"q-range",on:s}),this.ticks=h("div",{class:"q-ticks","aria-hidden":"true"}),this.legend=h("div",{class:"q-legend"}),this.views=
new ft(t),this.bar=this.makeBar(),this.refresh()}makeBar(){let t=h("span",{class:"q-pair-time"},this.clock,this.counter),s=[...[this.first,this.back,this.playing.
button,this.forward,this.last],this.playing.speed,this.views.element],o=h("div",{class:"q-rail"},this.ticks,this.range);o.append(new dt(o,a=>this.tell(a)).element);
let n=h("div",{class:"q-under"},this.legend,this.scales.element,this.chapters.element);return h("div",{class:"q-controls",role:"group","aria-label":"controls"},
t,h("div",{class:"q-buttons"},...s),h("div",{class:"q-slide"},o,n))}refresh(){let{places:t,names:e}=this.pair;this.range.max=String(this.track.end);let s=l=>(1e3*
this.track.shareOf(l)).toFixed(1),o=(l,c)=>t.map((d,p)=>this.pair.moves(l,p)?`M${s(p)} ${c}`:""),n=[E("path",{class:Je.css,d:o(0,"0V7").join("")}),E("path",{class:Qe.
css,d:o(1,"9V16").join("")})];this.ticks.replaceChildren(E("svg",{viewBox:"0 0 1000 16",preserveAspectRatio:"none"},...n));let[r,a]=[Je,Qe].map(({sign:l,css:c})=>h(
"b",{class:c},l));this.legend.replaceChildren(r??"",` ${e[0]}   `,a??"",` ${e[1]}`),this.chapters.refresh(),this.scales.update(this.track.scale)}tell(t){let e=this.
track.indexAt(t*this.track.end),s=[Je,Qe].flatMap((n,r)=>this.pair.moves(r,e)?[{...n,words:this.pair.names[r]??""}]:[]);return[{sign:"",css:"",words:`${v(e)} of\
 ${v(this.pair.length)}, ${C(this.pair.elapsedAt(e))}`},...s]}setScale(t){t!==this.track.scale&&(this.track.scale=t,this.refresh(),this.pair.show(this.pair.index,
{quiet:!0,force:!0}),this.pair.onChange())}gap(){let{index:t,length:e}=this.pair;return!this.track.byTime||t>=e?0:this.pair.elapsedAt(t+1)-this.pair.time}move(t){
let e=this.pair.index+t;return e<0||e>this.pair.length?!1:(this.pair.show(e),!0)}rewind(){this.pair.index>=this.pair.length&&this.pair.show(0)}update(t,e){this.
views.update(),this.chapters.update(t),this.updateTime(t,e),L(this.range,"aria-valuetext",`${C(e)}, ${t} of ${this.pair.length}`),this.back.disabled=this.first.
disabled=t<=0,this.forward.disabled=this.last.disabled=t>=this.pair.length,w(this.counter,`${v(t)} of ${v(this.pair.length)}`)}updateTime(t,e){w(this.clock,C(e)),
this.range.value=String(this.track.byTime?Math.round(e):t)}key(t){let e=ce(t,s=>this.acts[s.length===1?s.toLowerCase():s]);t.ctrlKey||t.metaKey||t.altKey||(t.stopPropagation(),
e&&(t.preventDefault(),e()))}acts={...le(this),n:()=>this.chapters.jump(this.pair.index,1),b:()=>this.chapters.jump(this.pair.index,-1),t:()=>this.setScale(this.
track.byTime?"steps":"time"),c:()=>this.pair.toggleCode()}};var Er="qlab player of two recordings: arrow keys step both, space plays, N and B go to chapters, K shows all keys",qe=class{constructor(t,e,{step:s,view:o,axis:n,
onStep:r,onView:a,onChange:l}={}){this.places=e.places,this.names=e.names,this.onStep=r??(()=>{}),this.onView=a??(()=>{}),this.onChange=l??(()=>{}),this.shows=o??
"stage",this.index=-1,this.time=0;let c=e.tracks.map(()=>h("div",{class:"q-half-slot"}));this.notes=e.tracks.map(()=>h("small",{})),this.halves=e.tracks.map((b,g)=>this.
half(c[g]??t,b,e.names[g]??"")),this.chapters=this.findChapters(),this.controls=new ke(this,n??"steps");let d=c.map((b,g)=>this.section(b,g)),p=h("div",{class:"\
q-halves"},...d),f={class:"qlab-player q-pair",tabindex:"0",role:"group","aria-label":Er};this.root=h("div",f,p,this.controls.bar),x(this.root,"shows",this.shows),
this.root.addEventListener("keydown",b=>this.controls.key(b),{capture:!0}),t.replaceChildren(this.root),this.show(s??Math.min(1,this.length),{quiet:!0})}half(t,e,s){
let o=new mt(t,e,{step:0,view:this.shows,onView:n=>this.look(n)});return o.root.removeAttribute("tabindex"),o.root.setAttribute("aria-label",s),o.drawer.element.
setAttribute("aria-label",`the difference: ${s}`),o}section(t,e){let s=h("h2",{class:"q-half-name"},this.names[e]??""," ",this.notes[e]);return h("div",{class:"\
q-half",role:"group","aria-label":this.names[e]??""},s,t)}get length(){return this.places.length-1}get held(){return this.halves.map(t=>t.data.length)}elapsedAt(t){
let e=this.places[t]??[];return Math.max(...this.halves.map(({data:s},o)=>s.elapsedAt(e[o]??0)))}moves(t,e){return e>0&&this.places[e]?.[t]!==this.places[e-1]?.[t]}findChapters(){
return this.places.flatMap((t,e)=>t.flatMap((s,o)=>{let{data:n}=this.halves[o];return(this.moves(o,e)?n.chapters.filter(({step:a})=>a===s):[]).map(({title:a})=>({
step:e,title:`${a}, ${this.names[o]??""}`}))}))}show(t,{quiet:e=!1,force:s=!1}={}){let o=Math.max(0,Math.min(Number(t)||0,this.length));if(o===this.index&&!s)return;
this.index=o;let n=this.elapsedAt(o);this.time=n,this.halves.forEach((r,a)=>{this.showHalf(r,a,n)}),this.controls.update(o,n),e||this.onStep(o)}flow(t){this.time=
t;for(let e of this.halves)e.flow(e.data.start+t-e.data.at(e.index));this.controls.updateTime(this.index,t)}get pace(){return Math.max(...this.halves.map(t=>t.pace))}showHalf(t,e,s){
let[o,n]=[this.places[this.index]?.[e]??0,this.places[this.index-1]?.[e]],r=o===n||this.index===0;t.playing=this.controls.playing,t.controls.track.scale=this.controls.
track.scale,t.show(o,{quiet:!0,force:o===t.index,at:t.data.start+s});let a=`step ${v(o)} of ${v(t.data.length)}`;w(this.notes[e]??t.root,r&&this.index?`${a}, no\
thing new`:a),x(t.root,"still",String(r))}look(t){if(t!==this.shows){this.shows=t,x(this.root,"shows",t);for(let e of this.halves)e.look(t);this.controls.update(
this.index,this.elapsedAt(this.index)),this.onView(t)}}toggleCode(){for(let t of this.halves)t.toggleCode()}get linked(){let{playing:t,track:e}=this.controls;return{
step:this.index,view:this.shows,speed:t.rate,axis:e.scale}}open({step:t,view:e,speed:s,axis:o}){e&&this.look(e),o&&this.controls.setScale(o),s&&this.controls.playing.
setRate(s),t!==void 0&&this.show(t,{quiet:!0})}key(t){this.controls.key(t)}predict(){}grow(t,e){let s=this.halves.map((o,n)=>{let r=t.tracks[n];return r?o.grow(
r):!1});return this.places=t.places,this.chapters=this.findChapters(),this.controls.refresh(),this.show(e??this.index,{quiet:!0,force:s.some(Boolean)}),s.some(Boolean)}follows(t){
return t.tracks.every((e,s)=>e.from<=(this.held[s]??0))}destroy(){this.controls.playing.stop();for(let t of this.halves)t.destroy();this.root.remove()}};var Pi=(i,t,e)=>"tracks"in t?new qe(i,t,e):new mt(i,t,e);var Bi=1e4,Mr=Pi;function $r({model:i,el:t}){let e=p=>{i.set("step",p),i.save_changes()},s=p=>{i.set("view",p),i.save_changes()},o=p=>{i.set("answers",p),i.save_changes()},
n={step:i.get("step"),view:i.get("view"),onStep:e,onView:s,onAnswer:o},r=Mr(t,JSON.parse(i.get("data")),n),a="asking"in r?Tr(r,i):()=>{};i.get("predict")&&r.predict(
!0,i.get("questions"));let l=()=>r.show(i.get("step"),{quiet:!0}),c=()=>r.look(i.get("view")),d=Sr(r,i);return i.on("change:step",l),i.on("change:view",c),i.on(
"msg:custom",d),()=>{i.off("change:step",l),i.off("change:view",c),i.off("msg:custom",d),a(),r.destroy()}}function Tr({asking:i},t){if(!t.get("in_class"))return()=>{};
let e=()=>i.votes.show(t.get("votes"));return i.votes.connect((s,o)=>t.send({class:s,step:o})),t.on("change:votes",e),()=>t.off("change:votes",e)}function Sr(i,t){
let e=-Bi,s=()=>{performance.now()-e<Bi||(e=performance.now(),t.send({after:i.held}))};return s(),o=>{if(!("steps"in o||"tracks"in o))return;let n=o;i.follows(n)?
i.grow(n,o.show??void 0):s()}}var Pp={render:$r};export{Pp as default,Mr as mount};
