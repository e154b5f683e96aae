// qlab's widgets, bundled by esbuild 0.28.2 from sources with SHA-256 eade907ca04131ab3677f373d1b2c291b570597134a60f47781d9d3f1dc4c45f
var ts="\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{d800}-\\u{dfff}\\u{e0000}-\\u{e007f}",
u={WAIT:"wait",ACTIVE:"active",PAUSED:"paused",DELAYED:"delayed",PRIORITIZED:"prioritized",PRIORITY_COUNTER:"pc",COMPLETED:"completed",FAILED:"failed",WAITING_CHILDREN:"\
waiting-children",MARKER:"marker",EVENTS:"events",META:"meta",ID:"id",STALLED:"stalled",STALLED_CHECK:"stalled-check",LIMITER:"limiter",REPEAT:"repeat",SCHEDULER:"\
scheduler",DEDUPLICATION:"de",DEDUPLICATION_NEXT:"dn",METRICS:"metrics",METRICS_DATA:"metrics-data",LEGACY_PRIORITY:"priority",LEGACY_DELAY:"delay",LEGACY_PAUSED:"\
meta-paused",JOB:"job",LOCK:"lock",LOGS:"logs",DEPENDENCIES:"dependencies",PROCESSED:"processed",CHILD_FAILURES:"child-failures",UNSUCCESSFUL:"unsuccessful",RELAY:"\
relay",UNKNOWN:"unknown"},q={WAITING:"waiting",PRIORITIZED:"prioritized",DELAYED:"delayed",WAITING_CHILDREN:"waiting-children",ACTIVE:"active",COMPLETED:"comple\
ted",FAILED:"failed",UNKNOWN:"unknown"},es={waiting:"The job is ready and waits in line for a worker.",prioritized:"The job is ready, in line by priority, after\
 jobs without one.",delayed:"The job may not start before a set moment: a delay or a backoff.","waiting-children":"The job waits for its child jobs to finish.",
active:"A worker has the job, and a lock on it that it must keep renewing.",completed:"The job is done, and its return value is kept.",failed:"The job failed fo\
r good: no attempts are left, or the error forbade another.",unknown:"No list or set of the queue holds the job's id: it does not exist, or it is orphaned."},L=[
["completed","completed"],["failed","failed"],["delayed","delayed"],["prioritized","prioritized"],["active","active"],["wait","waiting"],["paused","waiting"],["\
waiting-children","waiting-children"]],ss=["prioritized","wait","paused"],$e=["completed","failed"],ns={lock:"lock",logs:"logs",dependencies:"dependencies",processed:"\
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
llMQ makes."]},os="no longer: ",is="\0job\0",rs=200,H=["wait","active","completed","prioritized","waiting-children","failed","delayed","paused"],V=["wait","acti\
ve","delayed","completed","failed"],Te=["delayed","prioritized"],as={wait:["head: new jobs","tail: next to run"],paused:["head: newest","tail: oldest"],active:[
"head: taken last","tail: taken first"],logs:["head: oldest","tail: newest"],"metrics-data":["head: latest","tail: oldest"]},rt={list:"list",zset:"sorted set",set:"\
set",hash:"hash",string:"string",stream:"stream"},Se={list:["element","elements"],set:["member","members"],zset:["member","members"],hash:["field","fields"],stream:[
"entry","entries"],string:["byte","bytes"]},Mt={NAME:"name",OPTIONS:"opts",ATTEMPTS_MADE:["atm","attemptsMade"]},hs={EVENT:"event",JOB_ID:"jobId"},$t={READY:"0",
DUE:"1"};var O=(n,t,e)=>`${n}:${t}:${e}`;function Q(n,t,e,s){let o=`${n}:${t}:${e}`;return s===void 0?o:`${o}:${ns[s]}`}var N=(n,t)=>`${n}
${t}`;function tt(n){let[t="",e=""]=n.split(`
`);return[t,e]}function ls(n,t){if(n===t)return 0;let[e,s]=[cs(n),cs(t)],o=e.findIndex((i,r)=>i!==s[r]);return o<0?-1:(e[o]??-1)-(s[o]??-1)}var cs=n=>[...n].map(t=>Jn(t.codePointAt(
0)??0)),Jn=n=>n>>8===220?n-56320:n,ds=(n,t)=>n[1]-t[1]||ls(n[0],t[0]),Tt=([n],[t])=>n<t?-1:n>t?1:0,et=n=>typeof n=="string"?Number(n.replace("inf","Infinity")):
n,Qn={hash:n=>new Map(Object.entries(n).sort(Tt)),zset:n=>n.map(([t,e])=>[t,et(e)]).sort(ds)},ps={string:(n,t)=>t,list:Xn,members:to,hash:eo,zset:so,stream:(n,t)=>n.
slice(t.trim).concat(t.append)},Zn=Object.keys(ps);function Xn(n,t){let e=n.slice();for(let[s,o,i]of t)e.splice(s,o,...i);return e}function to(n,t){let e=n.filter(
s=>!t.del.includes(s));return[...new Set([...e,...t.add])].sort(ls)}function eo(n,t){let e=new Map(n);for(let s of t.del)e.delete(s);for(let[s,o]of Object.entries(
t.set))e.set(s,o);return new Map([...e].sort(Tt))}function so(n,t){let e=new Map(n);for(let s of t.del)e.delete(s);for(let[s,o]of Object.entries(t.set))e.set(s,
et(o));return[...e].sort(ds)}function wt(n,t,e){let s=Qn[t.type]?.(t.value)??t.value,o=t.expires_at===null?null:t.expires_at-e,i=new Map(Object.entries(t.words??
{})),{encoding:r,expires_at:a,size:c}=t;return{name:n,type:t.type,encoding:r,expires:a,life:o,value:s,size:c,words:i,job:null}}function us(n,t,e){let s=Zn.find(
c=>c in t),o=s?ps[s](n.value,t[s]):n.value,i=t.expires_at,r=i===null?null:i===n.expires?n.life:i-e,a=t.words?new Map([...n.words,...Object.entries(t.words)]):n.
words;return{...n,job:null,encoding:t.encoding,expires:i,life:r,value:o,words:a}}function Y(n){return n.size!==void 0?n.size:n.type==="hash"?n.value.size:typeof n.
value=="string"?no(n.value):n.value.length}var no=n=>[...n].reduce((t,e)=>t+oo(e.codePointAt(0)??0),0),oo=n=>n<128||n>>8===220?1:n<2048?2:n<65536?3:4;function at(n){
return!n||!Array.isArray(n.value)||n.type==="stream"?[]:n.type==="zset"?n.value:n.value.map(t=>[t,null])}function R(n){return Number.isFinite(n)?Number.isInteger(n)?String(BigInt(n)):String(n):n>0?"inf":"-inf"}var y=n=>n.toLocaleString("en"),$=(n,t,e=`${t}s`)=>`${y(
n)} ${n===1?t:e}`;function _(n){let[t="",e=""]=(Math.abs(n)/1e3).toFixed(3).split(".");return`${n<0?"-":"+"}${t.replace(/\B(?=(\d{3})+$)/g," ")}.${e} s`}var st=n=>`${(n/1e3).toFixed(
3)} s`,io=n=>n%1===.5?2*Math.round(n/2):Math.round(n),St=n=>n<1e5?st(n):U(1e3*io(n/1e3));function At(n){return n===0?"due now":n>0?`due in ${St(n)}`:`overdue by\
 ${St(-n)}`}var fs=(n,t)=>n===null?"never expires now":n>t?`expires ${Ot(n-t)}`:Ot(n-t),Ot=n=>n>0?`in ${St(n)}`:`${St(-n)} ago`,ro=[["d",864e5],["h",36e5],["min",
6e4],["s",1e3]];function U(n){if(!(n<1e15))return`${n.toPrecision(4)} ms`;let t=n;return ro.map(([s,o])=>{let i=s==="s"?t/o:Math.floor(t/o);return t-=Math.floor(
t/o)*o,i?`${i} ${s}`:""}).filter(Boolean).join(" ")||"0 s"}var ms=n=>n<1e5?`${(n/1e3).toFixed(1)} s`:U(1e3*Math.floor(n/1e3));function Lt(n,t){let e=new RegExp(
`((?:\\d+ (?:d|h|min) ?){${t}}).*`);return n.replace("overdue by","late by").replace(e,"$1").trim()}function bt(n){let t=new Date(n);return Number.isNaN(t.getTime())?
`${n} ms since 1970`:t.toISOString()}var ao=new RegExp(`[${ts}]`,"gu"),Nt=(n,t)=>n.toString(16).padStart(t,"0");function ho(n){let t=n.codePointAt(0)??0;return n==="\r"?"\\r":t>=56448&&t<=56575?`\\x${Nt(
t-56320,2)}`:t<128?`\\x${Nt(t,2)}`:t<65536?`\\u${Nt(t,4)}`:`\\U${Nt(t,8)}`}var P=n=>String(n).replace(ao,ho),B=n=>P(n).replace(/\n/g,"\\n").replace(/\t/g,"\\t");
function Z(n,t){if(n.length<=t)return n;let e=/[\ud800-\udbff]/.test(n[t-2]??"")?t-2:t-1;return`${n.slice(0,e)}…`}var g=(n,t)=>Z(B(n),t);var Rt=(n,t)=>[Math.floor(n/t),n-Math.floor(n/t)*t],X=n=>Rt(n,4096)[0],Le=n=>Rt(n,4294967296)[0],co=Math.log2(4294967296),lo=Math.log2(9007199254740992),It=n=>({
value:t,now:e,start:s})=>({label:_(t-s),meaning:`${n} ${bt(t)}, ${Ot(t-e)}`});function po({value:n,now:t}){let[e,s]=Rt(n,4096),o=Math.abs(n)>9007199254740992?` \
(above 2^${lo} a score loses its sequence)`:"",i=At(e-t);return{label:i,meaning:`${e} ms × ${4096} + ${s} → ${i}${o}`}}function uo({value:n}){let[t,e]=Rt(n,4294967296),
s=e?`ticket ${e}`:"at the front";return{label:s,meaning:`${t} × 2^${co} + ${e} → priority ${t}, ${s}`}}function fo({member:n,value:t,now:e}){let s={[$t.READY]:"\
an idle worker wakes and looks for a job now",[$t.DUE]:`a worker without work sleeps until the next delayed job, ${At(t-e)}`},o=Object.values($t).join(" and ");
return{label:"",meaning:s[n]??`not a marker that BullMQ sets (it knows ${o})`}}function mo({member:n,value:t,now:e}){let s=At(t-e);return{label:s,meaning:`${bt(
t)} → next job of scheduler ${g(n,60)} ${s}`}}var go={[u.DELAYED]:po,[u.PRIORITIZED]:uo,[u.MARKER]:fo,[u.COMPLETED]:It("finished"),[u.FAILED]:It("finished"),[u.
WAITING_CHILDREN]:It("waiting since"),[u.UNSUCCESSFUL]:It("failed"),[u.REPEAT]:mo,[u.LEGACY_PRIORITY]:({value:n})=>({label:R(n),meaning:`priority ${R(n)}, no lo\
nger read`})};function j(n,t,e,s,o){return Number.isFinite(e)?go[n]?.({member:t,value:e,now:s,start:o})??{label:R(e),meaning:""}:{label:R(e),meaning:"not a fini\
te number: BullMQ sets no such score"}}var wo={name:"",tries:"",made:0,allowed:1},bo=10*365*864e5,Dt=class{constructor(t,e,s,o,i=!1){this.data=t,this.index=e,this.selected=s,this.step=t.step(e),this.
at=Math.max(o??0,t.at(e)),this.byTime=i,this.state=t.state(e),this.before=e>0?t.state(e-1):this.state;let r=this.step?.changes??[];this.kinds=new Map(r.map(a=>[
a.key,this.kind(a)])),this.appended=new Map(r.map(a=>[a.key,a.stream?.append.length??this.entered(a)])),this.moves=Ct(this.step?.moves??[]),this.places=null}get between(){
return this.byTime&&this.at>this.data.at(this.index)}kind(t){return t.del?"gone":t.set&&!this.before.has(t.key)?"born":"changed"}entered({key:t,set:e}){if(e?.type!==
"stream")return 0;let s=this.before.get(t),o=new Set(s?.type==="stream"?s.value.map(([i])=>i):[]);return e.value.filter(([i])=>!o.has(i)).length}fresh(t){return this.
appended.get(t)??0}hash(t,e){let s=this.state.get(Q(this.data.prefix,t,e));return s?.type==="hash"?s:null}job(t,e){let s=this.hash(t,e);return s?(s.job??={name:s.
value.get(Mt.NAME)??"",...xo(s.value)},s.job):wo}stateOf(t,e){return this.places??=this.findPlaces(),this.places.get(N(t,e))??q.UNKNOWN}findPlaces(){let t=new Map;
for(let e of this.data.queues)for(let[s,o]of L)for(let[i]of at(this.state.get(O(this.data.prefix,e,s)))){let r=N(e,i);t.has(r)||t.set(r,o)}return t}jobs(){let t=new Map;
for(let e of this.kinds.keys()){let{queue:s,job:o}=this.data.key(e);o!==null&&t.set(N(s,o),{queue:s,job:o})}return t}};function Ct(n){let t=new Map;for(let[e,s,
o,i]of n){let r=t.get(N(e,s));t.set(N(e,s),[e,s,r?r[2]:o,i])}return t}function xo(n){try{let t=JSON.parse(n.get(Mt.OPTIONS)??"{}").attempts??1,e=Number(Mt.ATTEMPTS_MADE.
map(s=>n.get(s)).find(s=>s!==void 0)??0);return{made:e,allowed:t,tries:t>1?`${e}/${t}`:""}}catch{return{made:0,allowed:1,tries:""}}}var jt=class{constructor(t){
this.data=t,this.upTo=0,this.by=new Map}of(t){for(;this.upTo<this.data.length;this.upTo+=1){let{at:e,changes:s}=this.data.step(this.upTo+1);for(let o of s)this.
look(o,e)}return this.by.get(t)??0}look(t,e){if(this.data.key(t.key).role!==u.DELAYED)return;let s=Math.max(0,...yo(t).map(o=>X(et(o))-e));s<bo&&this.by.set(t.key,
Math.max(this.by.get(t.key)??0,s))}};function yo({zset:n,set:t}){return n?Object.values(n.set):t?.type==="zset"?t.value.map(([,e])=>e):[]}function h(n,t={},...e){let s=document.createElement(n);for(let[o,i]of Object.entries(t))vo(s,o,i);for(let o of e.flat())o==null||o===""||s.append(o instanceof Node?
o:P(o));return s}function vo(n,t,e){if(!(e==null||e===!1))if(t==="class")n.className=e;else if(t==="text")n.textContent=P(e);else if(t==="data")Object.assign(n.
dataset,e);else if(t==="on")for(let[s,o]of Object.entries(e))n.addEventListener(s,o);else n.setAttribute(t,e===!0?"":e)}var v=(n,t,e={},...s)=>h("button",{type:"\
button",class:n,on:{click:t},...e},...s),ht=(...n)=>h("thead",{},h("tr",{},...n.map(t=>h("th",{scope:"col"},t))));function w(n,t){let e=P(t);n.textContent!==e&&
(n.textContent=e)}function x(n,t,e){n.dataset[t]!==e&&(n.dataset[t]=e)}function S(n,t,e){n.style.getPropertyValue(t)!==e&&n.style.setProperty(t,e)}function A(n,t,e){
n.getAttribute(t)!==e&&(e===null?n.removeAttribute(t):n.setAttribute(t,e))}function k(n,t){let e=n.firstChild;for(let s of t){if(e&&e!==s&&e.nextSibling===s){let o=e;
e=s,n.appendChild(o)}e===s?e=e.nextSibling:n.insertBefore(s,e)}for(;n.childNodes.length>t.length;)n.lastChild?.remove()}var ws=(n,t)=>t===null?n:`${n}: job ${g(t,14)}`,ct=class{constructor(t,e){this.chapters=t,this.go=e;let s={change:()=>this.choose()},o="Chapters (N: the next on\
e, B: the one before)";this.element=h("select",{class:"q-chapters","aria-label":"chapters",title:o,on:s}),this.refresh()}refresh(){let t=this.chapters(),e=t.map(
({step:s,title:o},i)=>h("option",{value:i},`${s} · ${o}`));this.element.replaceChildren(h("option",{value:""},"Chapters"),...e),this.element.disabled=!t.length}choose(){
let t=this.chapters()[Number(this.element.value)];this.element.value&&t&&this.go(t.step)}jump(t,e){let s=this.chapters().map(({step:i})=>i),o=e>0?s.find(i=>i>t):
s.findLast(i=>i<t);o!==void 0&&this.go(o)}update(t){let e=this.chapters().findLastIndex(({step:s})=>s<=t);this.element.value=e<0?"":String(e)}};function _t(n,t,e,s){let o=a=>n.words[a]??"";if(t.lines)return t.lines.map(([a,c,l,d,p])=>[a,c,l,d,o(p)]);let i=[];for(let a of ko({data:n,change:t,before:e,at:s})){
if(i.length===rs)break;i.push(a)}let r=t.means?i.filter(([a])=>a==="added"||a==="removed"):[];for(let[a,c]of r.entries())c[4]=ys(c[0],o(t.means?.[a]??-1));return i}
function*ko(n){let{change:t,before:e}=n;t.del?yield*Eo(n):t.set?yield*qo(n):e&&(yield*Mo(n,e))}function*Eo({data:n,change:t,before:e,at:s}){if(e){yield["gone","",
e.type,null,ks(n,t)];for(let[o,i,r]of xs(n,e,s))yield xt(o,i,r)}}function*qo({data:n,change:t,at:e}){if(!t.set)return;let s=wt(t.key,t.set,e);yield["born","",null,
s.type,ks(n,t)];for(let[o,i,r]of xs(n,s,e))yield["added",o,null,i,r];s.expires!==null&&(yield vs(null,s.expires,e))}function*Mo(n,t){let{change:e,at:s}=n;e.string!==
void 0&&(yield["changed","",String(t.value),e.string,qs(n,"")]),e.list&&(yield*$o(t.value,e.list)),e.members&&(yield*To(e.members)),e.hash&&(yield*So(n,t,e.hash)),
e.zset&&(yield*Oo(n,t,e.zset)),e.stream&&(yield*Ao(e.stream)),t.expires!==e.expires_at&&(yield vs(t.expires,e.expires_at,s)),t.encoding!==e.encoding&&(yield["en\
coding","",t.encoding,e.encoding,""])}function*$o(n,t){let e=t.length>1?n.slice():n;for(let[s,o,i]of t){let r=e.slice(s,s+o);for(let[a,c]of r.entries())yield xt(
`[${s+a}]`,c,"");for(let[a,c]of i.entries())yield["added",`[${s+a}]`,null,c,""];t.length>1&&e.splice(s,o,...i)}}function*To(n){for(let t of n.del)yield xt("",t,
"");for(let t of n.add)yield["added","",null,t,""]}function*So(n,t,e){let s=t.type==="hash"?t.value:new Map;for(let[o,i]of Ms(e.set,e.del)){let r=s.get(o)??null;
i===null?yield xt(o,r??"",n.data.word(t,o)):yield[r===null?"added":"changed",o,r,i,qs(n,o)]}}function*Oo({data:n,change:t,at:e},s,o){let i=new Map(s.type==="zse\
t"?s.value:[]),{role:r}=n.key(t.key),a=(c,l)=>j(r,c,l,e,n.start).meaning;for(let[c,l]of Ms(o.set,o.del)){let d=i.get(c),p=d===void 0?null:R(d);l===null?yield xt(
c,p??"",d===void 0?"":a(c,d)):yield[p===null?"added":"changed",c,p,R(et(l)),a(c,et(l))]}}function*Ao(n){let t=n.trim===1?"entry":"entries";n.trim&&(yield["trimm\
ed","",String(n.trim),null,`${t} trimmed off the beginning`]);for(let e of n.append)yield["added",e[0],null,Es(e),""]}function*xs(n,t,e){if(t.type==="zset")yield*Lo(
n,t,e);else if(t.type==="hash")for(let[s,o]of t.value)yield[s,o,n.word(t,s)];else if(t.type==="list")for(let[s,o]of t.value.entries())yield[`[${s}]`,o,""];else if(t.
type==="set")for(let s of t.value)yield["",s,""];else if(t.type==="stream")for(let s of t.value)yield[s[0],Es(s),""];else yield["",String(t.value),n.word(t,"")]}
function*Lo(n,t,e){let{role:s}=n.key(t.name);for(let[o,i]of t.value)yield[o,R(i),j(s,o,i,e,n.start).meaning]}var ys=(n,t)=>n==="removed"&&t?os+t:t,xt=(n,t,e)=>[
"removed",n,t,null,ys("removed",e)],vs=(n,t,e)=>["ttl","",bs(n),bs(t),fs(t,e)],bs=n=>n===null?null:String(n),ks=(n,t)=>G[n.key(t.key).role]?.[1]??"",Es=([,n])=>n.
map(([t,e])=>`${t}=${e}`).join(" "),qs=({data:n,change:t},e)=>n.words[t.words?.[e]??-1]??"",Ms=(n,t)=>[...Object.entries(n),...t.map(e=>[e,null])].sort(Tt);var lt=32,$s=5,No=6,Pt=class{constructor(t){this.prefix=t.prefix,this.start=t.start,this.began=t.at,this.note=t.note,this.watched=t.watched,this.steps=[],this.names=
new Map,this.words=[],this.kept=new Map,this.used=new Set,this.queues=[],this.chapters=[],this.grow(t);let e=new Map(Object.entries(t.keys).map(([s,o])=>[s,wt(s,
o,t.at)]));this.frames=[e];for(let s of e.keys())this.use(s)}grow(t){let e=t.steps.slice(this.steps.length-t.from);if(t.from>this.steps.length||!e.length&&this.
steps.length)return!1;for(let[o,[i,r,a,c]]of Object.entries(t.names))this.names.set(o,{name:o,queue:i,role:r,job:a,detail:c});t.words.forEach((o,i)=>{this.words[t.
wordsFrom+i]=o}),this.steps.push(...e);for(let{index:o,commands:i,chapters:r=[]}of e){for(let a of i)a[2]??=a[1].slice(0,1),a[1]=Io(a);this.chapters.push(...r.map(
([a,,c])=>({step:o,title:ws(a,c)})))}let s=new Set([...this.names.values()].map(o=>o.queue).filter(Boolean));this.queues=Ts([...s].sort(),this.steps);for(let o of e.
flatMap(i=>i.changes))this.use(o.key);return e.length>0}use(t){let{queue:e,role:s}=this.key(t);this.used.add(`${e}
${s}`)}hasUsed(t,e){return this.used.has(`${t}
${e}`)}queuesAt(t){let e=this.steps.slice(Math.max(0,t-$s-1),t+$s),[s]=Ts([...this.queues],e);return s===void 0?[]:[s,...this.queues.filter(o=>o!==s)]}get length(){
return this.steps.length}step(t){return this.steps[t-1]}at(t){return this.step(t)?.at??this.began}elapsedAt(t){return this.at(t)-this.start}key(t){return this.names.
get(t)??{name:t,queue:"",role:u.UNKNOWN,job:null,detail:null}}state(t){let e=this.kept.get(t);if(e)return e;let s=this.replay(t);this.kept.set(t,s);let[o]=this.
kept.keys();return this.kept.size>No&&o!==void 0&&this.kept.delete(o),s}replay(t){let e=Math.min(Math.floor(t/lt),this.frames.length-1)*lt,s=this.frames[e/lt];for(let[
i,r]of this.kept)i>e&&i<t&&([e,s]=[i,r]);let o=new Map(s);for(let i=e+1;i<=t;i+=1){let r=this.step(i);for(let a of r?.changes??[])Ne(o,a,this.at(i));i%lt===0&&!this.
frames[i/lt]&&(this.frames[i/lt]=new Map(o))}return o}lines(t,e){return _t(this,e,this.state(t.index-1).get(e.key),t.at)}word(t,e){return this.words[t.words.get(
e)??-1]??""}find(t){return this.steps.filter(t).map(e=>e.index)}concerns(t,e,s){let o=(i,r)=>(e===""||i===e)&&(s===""||r===s);return o(t.queue,t.job)||t.moves.some(
i=>o(i[0],i[1]))?!0:t.changes.some(i=>o(this.key(i.key).queue,this.key(i.key).job))}},Io=([,n,t])=>n.map(e=>typeof e=="number"?t[e]??"":e);function Ne(n,t,e){let s=n.
get(t.key);t.del?n.delete(t.key):t.set?n.set(t.key,wt(t.key,t.set,e)):s&&n.set(t.key,us(s,t,e))}function Ts(n,t){let e=new Map(n.map(s=>[s,0]));for(let{queue:s}of t)
s!==null&&e.set(s,(e.get(s)??0)+1);return n.sort((s,o)=>(e.get(o)??0)-(e.get(s)??0))}function Ie(n){let e=n.getRootNode().activeElement;return e instanceof HTMLElement&&n.contains(e)?e:null}function Ss(n,t){t&&Ie(n)!==t&&(t.isConnected?t:n).focus(
{preventScroll:!0})}var Ro=1e3,Do=["first","second"],Bt=class{constructor(){this.tell=null,this.step=0,this.timer=0,this.votes=null;let t=(o,i)=>v("q-view",()=>this.tell?.(o,this.step),
{data:{move:o}},i);this.moves=[t("discuss","Discuss"),t("again","Vote again"),t("bars","Show bars")],this.told=h("b",{role:"status"});let e=h("span",{class:"q-v\
iews"},...this.moves);this.head=h("div",{class:"q-class-head"},this.told,e),this.rows=h("div",{});let s={class:"q-class",tabindex:"0",role:"group","aria-label":"\
the class"};this.element=h("div",s,this.head,this.rows),this.element.hidden=!0}connect(t){this.tell=t}ask(t){!this.tell||this.step===t||(this.step=t,this.votes=
null,this.tell("ask",t),clearInterval(this.timer),this.timer=window.setInterval(()=>this.tell?.("count",t),Ro))}reveal(t){this.step===t&&(this.stop(),this.tell?.(
"reveal",t))}stop(){clearInterval(this.timer),this.timer=0}show(t){t.step===this.step&&(this.votes=t,this.draw())}update(t){this.element.hidden=!this.tell||!this.
step||t!==this.step,this.element.hidden||this.draw()}draw(){let{votes:t}=this,[e=[],s="count"]=[t?.voted,t?.shown];w(this.told,t?.said??`${$(e.at(-1)??0,"vote")}`);
let o=this.timer!==0&&!t?.said;for(let i of this.moves)i.hidden=!o;this.enable("discuss",e.length===1&&(s==="ask"||s==="count")),this.enable("again",e.length===
1&&(s==="discuss"||s==="bars")),this.enable("bars",s!=="bars"),this.rows.replaceChildren(...(t?.bars??[]).map(i=>jo(i,e)))}enable(t,e){for(let s of this.moves)s.
dataset.move===t&&(s.disabled=!e)}};function jo([n,t,e],s){let o=e===null?"":e?"✓ ":"✗ ",i=t.map((a,c)=>{let l=Math.round(100*a/Math.max(1,s[c]??0)),d=h("sp\
an",{class:"q-class-bar"});d.style.setProperty("--q-share",`${l}%`);let p=t.length>1?`${Do[c]} `:"";return h("span",{class:"q-class-round"},d,h("small",{},`${p}${y(
a)} (${l} %)`))}),r={option:n,right:String(e)};return h("div",{class:"q-class-row",data:r},h("code",{},`${o}${B(n)}`),h("span",{},...i))}var Co="http://www.w3.org/2000/svg";function E(n,t,...e){let s=document.createElementNS(Co,n);for(let[o,i]of Object.entries(t))s.setAttribute(o,String(i));return s.
append(...e),s}var Os={[q.WAITING]:"M2 6h3v4H2zM6.5 6h3v4h-3zM11 6h3v4h-3z",[q.PRIORITIZED]:"M8 1.5 14.5 8 8 14.5 1.5 8z",[q.DELAYED]:"M8 1.5A6.5 6.5 0 1 1 8 14.5 6.5 6.5 0 0 \
1 8 1.5M8 4.5V8.3L10.6 10",[q.WAITING_CHILDREN]:"M8 2v5M8 7H3.5v4M8 7h4.5v4M2 11h3v3H2zM11 11h3v3h-3z",[q.ACTIVE]:"M4 2.5 13 8 4 13.5z",[q.COMPLETED]:"M2.5 8.5 \
6.3 12.3 13.5 4",[q.FAILED]:"M3.5 3.5 12.5 12.5M12.5 3.5 3.5 12.5",[q.UNKNOWN]:"M5.5 6A2.5 2.5 0 1 1 8.6 8.4Q8 8.7 8 10M8 12.2V12.6",first:"M4 3v10M13 3 6 8l7 5\
z",back:"M11 3 4.5 8 11 13z",forward:"M5 3 11.5 8 5 13z",last:"M12 3v10M3 3 10 8l-7 5z",play:"M4 2.5 13 8 4 13.5z",pause:"M5 3v10M11 3v10",removed:"M3 4.5h10M6 \
4.5V2.8h4v1.7M4.5 4.5l.7 9h5.6l.7-9",job:"M2 8h8M7 4.5 10.5 8 7 11.5M13.5 3v10",lock:"M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",bell:"M3 11.5h10M4 11.5V8a4\
 4 0 0 1 8 0v3.5M7 13.8h2",tape:"M1.5 4h13v8h-13zM4 4v8M12 4v8"};function T(n,t=16){let e={viewBox:"0 0 16 16",width:t,height:t},s=E("path",{d:Os[n]??Os[q.UNKNOWN]??
""});return E("svg",{...e,"aria-hidden":"true",class:`q-icon q-icon-${n}`},s)}var _o="lock not seen";function Re(n,t,e){if(e&&!(n&&n.expires!==null&&n.expires>t))return{left:null,words:_o};if(!n)return{left:null,words:"no lock"};if(n.expires===
null)return{left:null,words:"lock, no TTL"};let s=Math.max(n.expires-t,0);return{left:s,words:`${g(n.value,22)} · ${st(s)} left`}}function As(n,t,e,s){n.showFoot(
"q-foot q-lock"),delete n.element.dataset.score;let{left:o,words:i}=Re(t,e,s);if(n.foot.dataset.words===i)return;n.foot.dataset.words=i,n.foot.removeAttribute("\
title");let r=h("span");r.style.width=`${o===null||!t?.life?0:Math.min(100,100*o/t.life)}%`,k(n.foot,[T("lock",12),h("span",{},i),h("span",{class:"q-life"},r)])}var Ls=60,Po={FAILED:"✕",DONE:"✓",RUNNING:"▸",LEFT:"▫"},Ns=5,Ds=new Map(L);function yt({step:n,moves:t}){if(!n)return null;let e=[...t.values()].filter(
([,,i,r])=>i!==r),o=e.find(([i,r])=>i===n.queue&&r===n.job)??e[0]??null;return o?{queue:o[0],job:o[1],move:o}:n.queue!==null&&n.job!==null?{queue:n.queue,job:n.
job,move:null}:null}function js(n,t,e,s){let o=n.state.get(O(n.data.prefix,t,e)),i=at(o),r=e===u.DELAYED||e===u.PRIORITIZED?i.slice(0,Ls):i.slice(-Ls),a=i.find(
([d])=>s?.queue===t&&d===s.job);a&&!r.includes(a)&&r.unshift(a);let c=r.map(([d,p])=>Is(n,t,e,d,p,s));return s?.queue===t&&s.move&&Bo(s.move,e)&&s&&c.push({...Is(
n,t,e,s.job,null,s),gone:!0,note:"✖ removed"}),{role:e,count:o&&i.length?Y(o):0,items:c}}var Bo=([,,n,t],e)=>t===null&&e!==u.PAUSED&&Ds.get(e)===n;function Is(n,t,e,s,o,i){
let{name:r,made:a,allowed:c}=n.job(t,s),l=i?.queue===t&&i.job===s,d=Fo(n,t,e,s,o,l),p=c>1&&c<=Ns?Wo(a,c,Ds.get(e)??""):"",f=c>Ns?`${a}/${c}${d?" · ":""}${d}`:d;
return{job:s,id:g(s,14),name:g(r,24),pips:p,note:f,moves:l,gone:!1}}function Wo(n,t,e){let{FAILED:s,DONE:o,RUNNING:i,LEFT:r}=Po,a=e===q.COMPLETED&&n>0,c=a?o:e===
q.ACTIVE&&n<t?i:"";return(s.repeat(Math.max(0,a?n-1:n))+c).padEnd(t,r)}function Fo(n,t,e,s,o,i){if(e===u.DELAYED&&o!==null){let l=Rs(n,Lt(j(e,s,o,n.at,n.data.start).
label,2));return i?l:` ${l.replace("due in ","in ")}`}if(e!==u.ACTIVE||!i)return"";let r=n.state.get(Q(n.data.prefix,t,s,u.LOCK)),{left:a,words:c}=Re(r,n.at,n.data.
watched);return a===null?r?.expires===null&&!n.data.watched?"lock":c:`lock ${Rs(n,st(a))}`}var Rs=({between:n},t)=>n?t.replace(/(\.\d)\d\d s$/,"$1 s"):t.replace(
/\.000 s$/," s");var De="removed",Cs=new Map(L),Wt=class{constructor(t,e){this.data=t,this.onAnswer=e,this.on=!1,this.steps=null,this.asking=0,this.answers=new Map}stops(t){return!this.
on||this.answers.has(t)||this.steps&&!this.steps.has(t)?!1:this.question(t)!==null}question(t){let e=this.data.step(t),s=yt({step:e,moves:Ct(e?.moves??[])});if(!e||
!s?.move)return null;let{queue:o,job:i}=s,a=H.filter(c=>!V.includes(c)&&c!==u.PAUSED).filter(c=>this.data.hasUsed(o,c));return{step:t,queue:o,job:i,title:e.title,
choices:[...V,...a,De]}}answer(t){let e=this.data.step(this.asking),s=yt({step:e,moves:Ct(e?.moves??[])});if(!s?.move)return null;let[o,i,,r]=s.move,a=r===null?
De:L.find(([,d])=>d===r)?.[0]??r,c=t===a||r!==null&&Cs.get(t)===r,l={step:this.asking,queue:o,job:i,guess:t,truth:a,right:c};return this.answers.set(this.asking,
l),this.asking=0,this.onAnswer([...this.answers.values()].filter(d=>d.guess)),l}};function _s({job:n,guess:t,truth:e,right:s}){let o=e===De?`job ${n} is removed`:
`job ${n} is in \`${e}\``;if(s)return`✓ Right: ${o}.`;let i=es[Cs.get(t)??""];return`✗ You said \`${t}\`, but ${o}.${i?` \`${t}\` would mean: ${i}`:""}`}var Ft=class{constructor(t,e){this.player=t,this.quiz=new Wt(t.data,e),this.votes=new Bt}begin(t,e){this.quiz.on=t,this.quiz.steps=e?.length?new Set(e):null,this.
quiz.asking=0,this.votes.stop(),t&&this.player.shows!=="stage"?this.player.look("stage"):this.player.redraw()}stops(t){let{player:e,quiz:s}=this,o=s.asking===t;
return o&&(s.answer(""),this.votes.reveal(t)),o||e.shows!=="stage"||!s.stops(t)?!1:(e.index!==t-1&&e.show(t-1),s.asking=t,this.votes.ask(t),e.redraw(),!0)}choose(t){
let e=this.quiz.question(this.quiz.asking)?.choices[t-1];e!==void 0&&this.guess(e)}guess(t){let e=this.quiz.answer(t);e&&(this.votes.reveal(e.step),this.player.
show(e.step))}};function D(n,t=120){let e=P(n);if(e.length<=t)return h("code",{class:"q-raw"},e||'""');let s=h("code",{class:"q-raw"},Z(e,t)),o=h("button",{type:"button",class:"\
q-more","aria-expanded":"false"}),i=r=>{o.textContent=r?"show less":`show all (+${y(e.length-t+1)})`};return o.addEventListener("click",()=>{let r=o.getAttribute(
"aria-expanded")!=="true";o.setAttribute("aria-expanded",String(r)),s.textContent=r?e:Z(e,t),s.classList.toggle("q-whole",r),r?s.tabIndex=0:s.removeAttribute("t\
abindex"),i(r)}),i(!1),h("span",{},s," ",o)}function F(n){let t=document.createDocumentFragment(),e=P(n).split(/`([^`]{1,60})`/);for(let[s,o]of e.entries())t.append(
s%2?h("code",{},o):o);return t}var zo={born:"✚ new",gone:"✖ gone",added:"+",removed:"−",changed:"~",trimmed:"− trimmed",size:"~ size",ttl:"~ TTL",encoding:"~ encoding"},Ko=240,je=n=>h(
"p",{class:"q-quiet"},n);function Ps(n,t){return t?t.changes.length?t.changes.map(e=>{let s=h("small",{class:"q-quiet"},n.key(e.key).role),o=n.lines(t,e).map(Ce),
i=h("div",{},D(e.key,64)," ",s);return h("div",{class:"q-change",data:{touch:e.key}},i,h("ul",{},...o))}):[je("Nothing changed in Redis.")]:[je("Before the firs\
t step.")]}function Ce([n,t,e,s,o]){let i=h("li",{data:{kind:n}},h("b",{class:"q-sign"},zo[n]??n)," ");return t&&i.append(h("code",{class:"q-where"},`${g(t,Ko)}\
 `)),n!=="born"&&n!=="gone"&&i.append(...Go(e,s)),o&&i.append(h("span",{class:"q-meaning"}," ",F(o))),i}function Go(n,t){return n!==null&&t!==null?[h("del",{},D(
n,48))," → ",D(t,80)]:[D(t??n??"",80)]}function Bs(n,t,e){if(!t?.commands.length)return[je(t&&t.script===null?"No script ran, or it was not traced.":"No comma\
nds.")];let s=t.commands.map(o=>h("li",{},Ho(n,o,e)));return[h("ol",{class:"q-commands"},...s)]}function Ho(n,[t,e,s],o){let i=e.map(p=>s.includes(p)?h("em",{},
g(p,90)):g(p,90)),r=[...new Set(s.map(p=>n.key(p).role))].join(", "),a={mouseenter:()=>o(s),focus:()=>o(s),mouseleave:()=>o([]),blur:()=>o([]),click:()=>o(s,!0)},
c=g([t,...e].join(" "),600),l=i.flatMap(p=>[" ",p]),d=r?h("small",{},` ${r}`):null;return h("button",{type:"button",class:"q-command",title:c,on:a},h("b",{},t),
...l,d)}function zt(n,t){let e=n.step(t);if(!e)return`Beginning, before the first of ${$(n.length,"step")}.`;let s=e.changes.length?`${$(e.changes.length,"key")}\
 changed.`:"Nothing changed.";return`Step ${t} of ${n.length}, ${_(e.at-n.start)}. ${e.sentence} ${s}`}function Ws(n){let t=n.steps.map(e=>e.sentence).sort((e,s)=>e.
length-s.length);return Z(B(t[Math.floor(t.length*.9)]??""),220)}var Kt=["Python","TypeScript","NestJS"],Fs="Lua",Yo="No script ran in this step, or it was not traced.",Vo=n=>`The script ${n} ran. Its Lua is not in this page,\
 or PyPI's bullmq has none of that name.

A page holds it when written with to_html(path, lua=True); in a notebook, qlab.Player shows it.`,Uo=60,Gt=class{constructor(){this.language=Kt[0]??"",this.data=
null,this.step=void 0,this.at=0,this.buttons=[...Kt,Fs].map(s=>v("q-view",()=>this.choose(s),{data:{name:s}},s));let t=h("div",{class:"q-views",role:"group","ar\
ia-label":"language"},...this.buttons);this.back=v("q-button",()=>this.move(-1),{title:"The command before (,)","aria-label":"back"},"‹"),this.next=v("q-butto\
n",()=>this.move(1),{title:"The next command (.)","aria-label":"next"},"›"),this.running=h("span",{class:"q-code-command",role:"status"}),this.steps=h("div",{
class:"q-code-steps"},this.back,this.next,this.running);let e={class:"q-code-text",tabindex:"0",role:"group","aria-label":"code"};this.text=h("pre",e),this.element=
h("div",{class:"q-code"},t,this.steps,this.text)}update(t,e){e!==this.step&&(this.at=0),this.data=t,this.step=e,this.draw()}choose(t){this.language=t,this.draw()}move(t){
let e=(this.step?.commands.length??0)-1;this.at=Math.max(0,Math.min(this.at+t,e)),this.draw()}draw(){for(let s of this.buttons)A(s,"aria-pressed",String(s.dataset.
name===this.language));let t=this.language===Fs;if(this.steps.hidden=!t||!this.step?.lua.length||!this.step.commands.length,x(this.element,"language",this.language),
t)return this.drawLua();let{step:e}=this;return this.text.replaceChildren(e?this.call(e):"Before the first step.")}call({code:t}){let e=Kt.indexOf(this.language),
[s,o]=[this.data?.words[Number(t[e])]??"",t[e+Kt.length]];return P(o===void 0?s:s.replaceAll(is,()=>String(o)))}word(t){return P(this.data?.words[t]??"")}drawLua(){
let{step:t}=this;if(!t?.lua.length)return this.text.replaceChildren(t?.script?Vo(t.script):Yo);let[e="",s=[],,o=[]]=t.commands[this.at]??[],i=t.lua.flatMap(([d,
p],f)=>[`-- ${d}, as PyPI's bullmq ships it
`,...this.lit(p.map(b=>this.word(b)).join("").split(`
`),new Set(o[f]))]);this.text.replaceChildren(...i);let r=Math.max(0,...o.map(d=>d.length)),a=r>1?`; ${$(r,"line")} call it, and no trace tells which`:"",c=g([e,
...s].join(" "),Uo);w(this.running,`command ${this.at+1} of ${t.commands.length}: ${c}${a}`),this.back.disabled=this.at===0,this.next.disabled=this.at>=t.commands.
length-1;let[l]=this.text.getElementsByTagName("mark");this.text.scrollTop=l?l.offsetTop-this.text.clientHeight/3:0}lit(t,e){let s=[],o="";return t.forEach((i,r)=>{
let a=`${String(r+1).padStart(4)}  ${i}
`;if(!e.has(r+1)){o+=a;return}s.push(o,h("mark",{},a)),o=""}),[...s,o]}};var Jo=24,Qo=5,zs=[u.EVENTS,u.MARKER,u.META,u.ID],_e=new Map(L),Ht=class{constructor(t,e){this.redraw=t,this.tab="changes",this.code=new Gt;let s=(c,l,d)=>v("q-\
view",()=>this.open(c),{data:{tab:c},title:d},l);this.tabs=[s("changes","Changes","What changed in Redis"),s("code","Code","The call and its Lua (C)")],this.title=
h("h3",{}),this.script=h("p",{class:"q-drawer-script"}),this.changes=h("div",{class:"q-changes"});let o={tabindex:"0",role:"group","aria-label":"what changed"};
this.body=h("div",{class:"q-drawer-body",...o},this.changes),this.scrolled=!1,this.body.addEventListener("scroll",()=>{this.scrolled=!0}),this.answer=h("div",{class:"\
q-answer",role:"status",tabindex:"0"});let i=h("span",{class:"q-views",role:"group","aria-label":"beside the stage"},...this.tabs),a=[h("header",{},this.title,this.
script,i),this.answer,e,this.body,this.code.element];this.element=h("aside",{class:"q-drawer","aria-label":"the difference"},...a),this.show("changes")}open(t){
this.tab=t,this.redraw()}show(t){x(this.element,"tab",t);for(let e of this.tabs)A(e,"aria-pressed",String(e.dataset.tab===t))}ask({job:t,title:e,choices:s},o){this.
show("changes"),w(this.title,`Where does job ${g(t,14)} go?`),w(this.script,`Next: ${g(e,60)}`),this.script.hidden=!1,this.answer.replaceChildren();let i=s.map(
(r,a)=>{let c=_e.get(r),l=c?T(c):T("removed"),d=[h("kbd",{},String(a+1)),l,h("span",{},r)];return v(`q-choice q-state-${c}`,()=>o(r),{data:{choice:r}},...d)});this.
changes.replaceChildren(h("div",{class:"q-choices",role:"group","aria-label":"answers"},...i))}judge(t){let e=t?.guess?_s(t):"";x(this.answer,"right",String(!!t?.
right)),this.answer.replaceChildren(...e?[F(e)]:[])}toTop(){this.scrolled&&(this.body.scrollTop=0),this.scrolled=!1}update(t){let{step:e}=t;this.show(this.tab),
this.tab==="code"&&this.code.update(t.data,e);let s=[...e?.changes??[]].sort((a,c)=>Ks(t,a)-Ks(t,c));w(this.title,e?`${$(s.length,"key")} changed`:"The beginnin\
g"),w(this.script,e?.script?`script ${e.script}`:"no script"),this.script.hidden=!e?.script,this.toTop();let o=h("p",{class:"q-quiet"},e?"Nothing changed in Red\
is.":"Before the first step."),i=e?s.slice(0,Jo).map(a=>Zo(t,e,a)):[],r=s.length-i.length;r>0&&i.push(h("section",{class:"q-quiet"},`… and ${$(r,"more key")}:\
 K shows them all.`)),this.changes.replaceChildren(...i.length?i:[o])}};function Ks(n,t){let{role:e}=n.data.key(t.key);return _e.has(e)?0:zs.includes(e)?2+zs.indexOf(
e):1}function Zo(n,t,e){let{data:s}=n,{role:o}=s.key(e.key),i=_e.get(o),r=s.lines(t,e),a=r.some(([M])=>M==="gone")?"✖ key gone":n.kinds.get(e.key)==="born"?"✚\
 new key":"",c=r.filter(([M])=>M!=="gone"&&M!=="born"),l=(c.length?c:r).slice(0,Qo).map(Ce),d=c.length-l.length,p=a?h("span",{class:a.startsWith("✖")?"q-key-g\
one":"q-key-new"},a):null,f=h("code",{},g(e.key.slice(s.prefix.length+1)||e.key,40)),b=h("i",{class:i?`q-swatch q-state-${i}`:"q-swatch"}),m=d>0?h("li",{class:"\
q-quiet"},`… and ${d} more`):null;return h("section",{data:{touch:e.key}},h("h4",{},b,f,p),h("ul",{},...l,m))}var Xo={born:"✚ new",gone:"✖ gone",changed:"✎ changed"},W=n=>n?h("span",{class:`q-mark q-mark-${n}`,text:Xo[n]}):null;var Pe=["card","name","id","dot"];var Yt=class{constructor(t){this.row=t?28:34,this.mover=t?52:70,this.head=t?36:38,this.strip=t?30:38,this.idLetter=9.2,this.nameLetter=7.9,this.moverLetter=t?12.4:
17,this.moverLong=t?9.2:11,this.moverName=t?11:12.4}width(t,e){if(e==="dot")return 14;if(e==="mover")return this.moverWidth(t);let s=16+t.id.length*this.idLetter;
if(e==="id"||!t.name)return s;let o=s+16+t.name.length*this.nameLetter+t.note.length*this.nameLetter;return e==="card"&&t.pips?o+10+Gs(t.pips):o}moverWidth(t){let e=Gs(
t.pips)+8+t.note.length*this.nameLetter,s=t.id.length>4?this.moverLong:this.moverLetter;return 30+t.id.length*s+28+Math.max(t.name.length*this.moverName,e)}height(t){
return t==="dot"?14:t==="mover"?this.mover:this.row}};function ti(n,t,e,s){return t==="card"&&s.width(n,t)>e?"name":t}var Gs=n=>13*n.length;function Hs(n,t,e,s){
if(e==="dot")return ei(n,t,s);let o=[],[i,r,a]=[0,0,0];for(let c of n){let l=c.moves?"mover":ti(c,e,t,s),d=s.width(c,l),[p,f]=[Math.min(d,t),s.height(l)];i>0&&i+
p>t&&([i,r,a]=[0,r+a+7,0]),o.push({item:c,look:l,rect:{x:i,y:r,w:p,h:f},tight:d>t}),i+=p+7,a=Math.max(a,f)}return{placed:o,height:r+a}}function ei(n,t,e){let s=n.
filter(({moves:f})=>!f),o=n.filter(({moves:f})=>f),i=n.findIndex(({moves:f})=>f)<n.length/2,r=Math.max(1,Math.floor((t+4)/18)),a=Math.ceil(s.length/r)*18,c=o.length*
(e.mover+7),l=i?c:0,d=s.map((f,b)=>{let[m,M]=[b%r*18,Math.floor(b/r)*18];return{item:f,look:"dot",rect:{x:m,y:M+l,w:14,h:14}}}),p=o.map((f,b)=>{let m=(i?0:a)+b*
(e.mover+7),M=e.width(f,"mover"),I={x:0,y:m,w:Math.min(M,t),h:e.mover};return{item:f,look:"mover",rect:I,tight:M>t}});return{placed:i?[...p,...d]:[...d,...p],height:a+
c}}function Ys(n,t){let e=n.find(({look:i})=>i==="mover"),s=n.filter(i=>i!==e&&i.rect.y+i.rect.h<=t);return e?e.rect.y+e.rect.h<=t?[e,...s]:[{...e,rect:{...e.rect,
x:0,y:0}},...s.filter(({rect:i})=>i.y>=e.rect.h)]:s}function vt(n,{x:t,y:e,w:s,h:o}){S(n,"transform",`translate(${Math.round(t)}px, ${Math.round(e)}px)`),S(n,"width",`${Math.round(s)}px`),S(n,"height",`${Math.round(
o)}px`)}var ni="cubic-bezier(.2, .9, .3, 1)",Vt=class{constructor(t,e,s){this.shown="",this.inRows=!1,this.rect=null,this.came=null,this.id=h("b"),this.name=h("\
span",{class:"q-job-name"}),this.pips=h("span",{class:"q-pips"}),this.note=h("span",{class:"q-job-note"});let o=h("span",{class:"q-job-more"},this.pips,this.note);
this.parts=[this.id,h("span",{class:"q-job-words"},this.name,o)],this.element=v("q-job",()=>s(t,e),{data:{queue:t,job:e}})}tell(t,e){w(this.id,t.id),w(this.name,
e==="id"?"":t.name),w(this.pips,e==="card"||e==="mover"?t.pips:""),w(this.note,e==="id"?"":t.note)}update({item:t,look:e,rect:s,tight:o},i,r,a,c){this.came=this.
inRows&&!i?this.rect:null,this.inRows=i,this.rect=s;let l=JSON.stringify([t,e,i||s,o,r,a,c]);if(l===this.shown)return;this.shown=l,i?this.element.removeAttribute(
"style"):vt(this.element,s),k(this.element,e==="dot"?[]:this.parts),e!=="dot"&&this.tell(t,e);let d=String(t.id.length>4);for(let[b,m]of Object.entries({look:e,
state:r,long:d,tight:String(!!o),gone:String(t.gone)}))x(this.element,b,m);let p=[t.name&&` ${B(t.name)}`,`, in ${a}`,t.note&&`, ${t.note.trim()}`],f=`job ${B(t.
job)}${p.filter(Boolean).join("")}`;this.element.title!==f&&(this.element.title=f),A(this.element,"aria-label",e==="dot"||e==="id"?f:null),A(this.element,"aria-\
pressed",String(c))}fly(t){if(!this.came||!this.rect)return;let e=[this.came,this.rect].map(({x:s,y:o,w:i,h:r})=>({transform:`translate(${Math.round(s)}px, ${Math.
round(o)}px)`,width:`${Math.round(i)}px`,height:`${Math.round(r)}px`}));this.element.animate(e,{duration:t,easing:ni})}};var oi=9.2,ii=108,ri=60,Ut=class{constructor(t,e,s){this.letters=t.length,this.count=h("span",{class:"q-pot-count"}),this.mark=h("span",{class:"q-pot-mark"}),this.
extra=h("span",{class:"q-pot-extra"}),this.title=v("q-pot-name",s,{title:G[t]?.[1]??""},T(e),` ${t}`);let o=h("div",{class:"q-pot-head"},this.title,this.mark,this.
extra,this.count),i=`q-pot q-state-${e}`;this.element=h("div",{class:i,data:{role:t},role:"group","aria-label":t},o),this.element.addEventListener("click",r=>{r.
target instanceof Element&&!r.target.closest("button")&&s()})}get isMarked(){return this.mark.firstChild!==null}leave(t){this.extra.replaceChildren(...t?[h("spa\
n",{class:"q-left"},t)]:[]),x(this.element,"left",String(!!t))}update(t,e,s,o){vt(this.element,t),x(this.element,"strip",String(s)),x(this.element,"empty",String(
!e));let i=t.w>this.letters*oi+ii+(o&&o!=="changed"?ri:0);w(this.count,e?y(e):i?"empty":"0");let r=W(o==="changed"?void 0:o);(r||this.mark.firstChild)&&k(this.mark,
r?[r]:[])}};var nt=9,Qt=10,ai=8;function Be(n,t,e){let s=n.map(r=>r.map((a,c)=>Vs(a,hi(r,t.w)[c]??0,0,e))),o=t.h-Qt*(n.length-1);for(;Zt(s)>o&&ci(s,e););li(s,o,e);let i=t.y+
Math.max(0,(o-Zt(s))/2);return s.flatMap(r=>{let a=We(r),c=t.x,l=r.map(d=>{let p=ui(d,c,i,a,e);return c+=d.width+Qt,p});return i+=a+Qt,l})}function hi(n,t){let e=n.
map(({role:o})=>o.length+ai),s=(t-Qt*(n.length-1))/e.reduce((o,i)=>o+i,0);return e.map(o=>o*s)}var We=n=>Math.max(...n.map(t=>t.height)),Zt=n=>n.reduce((t,e)=>t+
We(e),0);function Vs(n,t,e,s){if(!n.items.length)return{contents:n,width:t,look:e,height:s.strip,placed:[]};let{placed:o,height:i}=Hs(n.items,Math.floor(t)-2*nt,
Pe[e],s);return{contents:n,width:t,look:e,height:s.head+i+nt,placed:o}}function ci(n,t){let s=n.flat().filter(o=>o.placed.length&&o.look<Pe.length-1).sort((o,i)=>i.
height-o.height)[0];return s?(Object.assign(s,Vs(s.contents,s.width,s.look+1,t)),!0):!1}function li(n,t,e){for(let s=Zt(n)-t;s>0;s=Zt(n)-t){let o=n.flat().sort(
(r,a)=>Jt(a,e)-Jt(r,e))[0];if(!o||Jt(o,e)<=0&&!di(n,e))return;if(Jt(o,e)<=0)continue;let i=Math.max(Us(o,e),o.height-s);Object.assign(o,{height:i,placed:Ys(o.placed,
i-e.head-nt)})}}var Jt=(n,t)=>n.height-Us(n,t);function Us({placed:n},t){return n.length?t.head+nt+Math.max(...n.map(({look:e})=>e==="mover"?t.mover:14)):t.strip}
function di(n,t){let e=n.findLast(s=>We(s)>t.strip&&s.every(o=>!pi(o)));for(let s of e??[])Object.assign(s,{height:t.strip,placed:[]});return e!==void 0}var pi=({
placed:n})=>n.some(({look:t})=>t==="mover");function ui({contents:n,width:t,placed:e},s,o,i,r){let a=e.map(d=>({...d,rect:kt(d.rect,s+nt,o+r.head)})),c=!e.length,
l=c?{x:s,y:o+(i-r.strip)/2,w:t,h:r.strip}:{x:s,y:o,w:t,h:i};return{...n,rect:l,placed:a,strip:c}}var kt=(n,t,e)=>({...n,x:n.x+t,y:n.y+e});var Xt=class{constructor(){this.groups=new Map}of(t,e,s){let[o,i]=[e[0]?.rect,e.at(-1)?.rect];if(!o||!i)return[];let r=this.groups.get(t)??h("div",{class:"q-dot\
s"});return this.groups.set(t,r),vt(r,{x:o.x,y:o.y,w:s,h:i.y+i.h-o.y}),k(r,e.map(a=>a.element)),[r]}};var fi=[1,2,5,10,15,30,60,120,300,600,900,1800,3600,7200,14400,43200,86400],Js=864e5,mi=20,gi=.16,Qs=n=>fi.map(t=>t*1e3).find(t=>t>=n)??Math.ceil(n/Js)*Js;function ee({
data:n,at:t,byTime:e},s){let o=n.length?n.elapsedAt(n.length):0;if(e){let c=Math.max(s||o,1e3)*1.1;return[t-c*gi,t+c]}let i=Math.max(o,s,1e3);if(!s||i<=s*3||i<=
3e4)return[n.start,n.start+i*1.06];let r=Qs(s*2),a=n.start+Math.floor((t-n.start)/r)*r;return[a,a+r*1.5]}function se(n,t,e){let s=Qs((t-n)/6.5),o=[],i=Math.ceil(
(n-e)/s)*s+e;for(;i<=t&&o.length<mi;i+=s)o.push(i);return o.filter(r=>r>=e)}var te=class{constructor(t,e,s){this.width=t,this.token=e,this.most=s,this.gap=6,this.
lanes=[]}get length(){return this.lanes.length}hang(t){let e=t+this.token>this.width&&t>=this.token;return{left:e?t-this.token:Math.max(0,Math.min(t,this.width-
this.token)),hangs:e}}take(t){let e=this.lanes.findIndex(([,r])=>r<=t);if(e>=0)return this.stand(e,t);if(this.lanes.length<this.most)return this.stand(this.lanes.
length,t);let s=this.best(([,r])=>r+this.token<=this.width?-r:Number.NEGATIVE_INFINITY);if(s>=0)return this.stand(s,this.lanes[s]?.[1]??t);let o=this.token+this.
gap,i=this.best(([r])=>r>=o?r:Number.NEGATIVE_INFINITY);return i>=0?this.stand(i,(this.lanes[i]?.[0]??o)-o):this.stand(this.lanes.length,t)}best(t){let e=this.lanes.
map(t),s=Math.max(Number.NEGATIVE_INFINITY,...e);return s===Number.NEGATIVE_INFINITY?-1:e.indexOf(s)}stand(t,e){let[s,o]=this.lanes[t]??[e,e];return this.lanes[t]=
[Math.min(s,e),Math.max(o,e+this.token+this.gap)],{lane:t,stands:e}}};var ot=({x:n,y:t,w:e,h:s})=>({x:n+e/2,y:t+s/2}),Et=(n,t,e,s)=>`M${n} ${t}C${(n+e)/2} ${t} ${(n+e)/2} ${s} ${e} ${s}`;function Zs({boxes:n,narrow:t,hung:e,scale:s}){
let o=n.get(u.DELAYED),i=t?[]:wi(n);if(!o)return i;let r=o.rect.y+o.rect.h-34,a=e.stems.map(({x:d,from:p})=>`M${d} ${p+o.rect.y}V${r}`).join(""),c=`M${s.left} ${r}\
H${s.right}`,l=e.stems.map(({x:d})=>E("circle",{cx:d,cy:r,r:4,class:"q-due"}));return[...i,E("path",{d:c,class:"q-axis-line"}),E("path",{d:a,class:"q-stems"}),...l]}
function wi(n){let[t,e,s,o,i]=[u.WAIT,u.ACTIVE,u.COMPLETED,u.FAILED,u.DELAYED].map(f=>n.get(f)?.rect);if(!t||!e||!s||!o||!i)return[];let r=ot(e),a=[Et(t.x+t.w,ot(
t).y,e.x,r.y),Et(e.x+e.w,r.y,s.x,ot(s).y),Et(e.x+e.w,r.y,o.x,ot(o).y)],c=e.x+50,l=t.x+t.w/2,d=Math.max(...ss.map(f=>bi(n.get(f)?.rect))),p=`M${c} ${e.y+e.h}V${i.
y-4}M${l} ${i.y}V${d+4}`;return[E("path",{d:a.join(""),class:"q-pipe"}),E("path",{d:p,class:"q-way"})]}var bi=n=>n?n.y+n.h:0;function Xs({boxes:n,narrow:t,scale:e},s,o){
let[i,r,a]=[u.ACTIVE,u.WAIT,u.DELAYED].map(b=>n.get(b)?.rect);if(!i||!r||!a)return[];let c=t?[]:[Fe("q-way-words",i.x+58,a.y-24,"↓ retry, after a backoff"),Fe(
"q-way-words",r.x+r.w/2+8,a.y-24,"↑ due")],l=a.y+a.h-30,d=se(e.from,e.to,s).map(b=>({x:e.x(b),text:`+${U(b-s)}`})),f=d.filter(({x:b},m)=>m===0||b-(d[m-1]?.x??
0)>52||m%2===0).filter(({x:b,text:m})=>b<e.right-20&&xi(b,m.length*yi+2,o));return[...c,...f.map(({x:b,text:m})=>Fe("q-tick-words",b,l,m))]}var xi=(n,t,[e,s])=>n+
t<e||n-t>s;function Fe(n,t,e,s){let o=h("span",{class:n},s);return o.style.left=`${Math.round(t)}px`,o.style.top=`${Math.round(e)}px`,o}var yi=3.7;var tn=34,oe=14,it=6,vi=100,ne=18,ki=["name","id"],ie=class{constructor([t,e],s,o){this.from=t,this.to=e,this.left=s,this.right=o}x(t){let e=(t-this.from)/(this.
to-this.from);return this.left+Math.max(0,Math.min(1,e))*(this.right-this.left)}};function en(n,t,e,s){for(let o of ki){let i=Ei(n,t,o,s);if(i.height<=e)return i}
return qi(n,t,e,s)}function Ei(n,t,e,s){let o=[],r=n.filter(({item:a})=>!a.moves).sort((a,c)=>a.due-c.due).map(({item:a,due:c})=>{let l=s.width(a,e),d=nn(t,c,l),
p=o.findIndex(b=>b.every(([m,M])=>d>M+it||d+l+it<m)),f=p<0?o.length:p;return o[f]=[...o[f]??[],[d,d+l]],{item:a,look:e,rect:{x:d,y:-(f+1)*(s.row+it),w:l,h:s.row}}});
return sn(n,r,t,s)}function qi(n,t,e,s){let o=new Map,i=n.some(({item:c})=>c.moves)?s.mover+it:0,r=Math.max(1,Math.floor((e-tn-oe-i)/ne)),a=n.flatMap(({item:c,due:l})=>{
let d=Math.floor(t.x(l)/ne),p=o.get(d)??0;return c.moves||p>=r?[]:(o.set(d,p+1),[{item:c,look:"dot",rect:{x:d*ne,y:-(p+1)*ne,w:14,h:14}}])});return sn(n,a,t,s)}
function sn(n,t,e,s){let o=[...t];for(let{item:d,due:p}of n.filter(f=>f.item.moves)){let f=s.width(d,"mover"),b=Math.min(f,e.right-oe),m=nn(e,p,b),M=t.filter(({
rect:C})=>m<C.x+C.w+it&&C.x<m+b+it),I=Math.min(0,...M.map(({rect:C})=>C.y));o.push({item:d,look:"mover",rect:{x:m,y:I-s.mover-it,w:b,h:s.mover},tight:f>b})}let i=Math.
min(0,...o.map(({rect:d})=>d.y)),r=(e.left<vi?s.head:oe)-i,a=new Map(n.map(({item:d,due:p})=>[d,p])),c=o.map(d=>({...d,rect:kt(d.rect,0,r)})),l=c.filter(({look:d})=>d!==
"dot").map(({item:d,rect:p})=>({x:e.x(a.get(d)??e.from),from:p.y+p.h}));return{placed:c,stems:l,height:r+tn}}function nn(n,t,e){let s=n.x(t)-10;return s+e>n.right?
Math.max(oe/2,Math.min(s+20,n.right)-e):s}var Mi=620,on={w:840,h:430},$i=34,rn=196,Ti=66,Si=[u.WAITING_CHILDREN,u.WAIT,u.PAUSED,u.PRIORITIZED].map(String);function an(n,t,e,s,o){let i=s.w<Mi,r=i||s.h<on.
h||s.w<on.w,a=new Yt(r),c=H.filter(K=>V.includes(K)||n.data.hasUsed(t,K)),l=new Map(c.map(K=>[K,js(n,t,K,e)])),d=l.get(u.DELAYED),p=Oi(n,t,s,i,o),f=Ai(d,p,s,a,n,
t),b=i?10:$i,m={x:0,y:0,w:s.w,h:s.h-f.height-b},M=i?Ni(l,m,a):Li(l,m,a),I={x:0,y:s.h-f.height,w:s.w,h:f.height},C=f.placed.map(K=>({...K,rect:kt(K.rect,0,I.y)}));
return d&&M.push({...d,rect:I,placed:C,strip:!C.length&&!i}),{boxes:new Map(M.map(K=>[K.role,K])),scale:p,hung:f,narrow:i,sizes:a,small:r}}function Oi(n,t,e,s,o){
let i=o.waits.of(O(n.data.prefix,t,u.DELAYED));return new ie(ee(n,i),s?24:rn,e.w-Ti)}function Ai(n,t,e,s,o,i){let r=o.state.get(O(o.data.prefix,i,u.DELAYED)),a=new Map(
(r?.type==="zset"?r.value:[]).map(([p,f])=>[p,X(f)])),c=(n?.items??[]).map(p=>({item:p,due:a.get(p.job)??o.at})),l=c.some(({item:p})=>p.moves)?s.mover:0,d=Math.
max(e.h*(t.left<rn?.36:.46),s.head+60+l);return en(c,t,d,s)}var hn=(n,t)=>t.map(e=>n.get(e)).filter(e=>e!==void 0);function Li(n,t,e){let s=t.w>800?46:34,o=(t.w-
2*s)/3.3;return[{roles:Si,x:0,w:o*1.12},{roles:[u.ACTIVE],x:o*1.12+s,w:o*1.08},{roles:$e,x:o*2.2+2*s,w:o*1.1}].flatMap(({roles:r,x:a,w:c})=>{let l=hn(n,r).map(d=>[
d]);return Be(l,{...t,x:a,w:c},e)})}function Ni(n,t,e){let s=[u.WAITING_CHILDREN,u.PRIORITIZED],i=[[u.WAIT,u.PAUSED],s,[u.ACTIVE],$e].map(r=>hn(n,r)).filter(r=>r.
length);return Be(i,t,e)}var Ii=new Map(L);function cn({boxes:n},t,e){let s=[...n.values()].filter(({role:o})=>Ii.get(o)===t);return s.find(({items:o})=>o.some(
i=>i.job===e))??s[0]}var pn=new Map(L),Ri=[u.WAIT,u.ACTIVE,u.COMPLETED].map(String);function un(n,t,e,s){let o=e?.queue===t?e:null,r=H.filter(c=>ln(n,t,c)||Ri.includes(c)||dn(o,c)).
map(c=>{let l=pn.get(c)??q.UNKNOWN,d=ln(n,t,c),p=o&&dn(o,c)?Di(n,o,l,s):null,f=h("span",{class:`q-line-state q-state-${l}`,data:{empty:String(!d)}},T(l),` ${c} `);
return h("span",{class:"q-line-part"},f,h("b",{},y(d)),p)}),a=h("b",{class:"q-line-name"},g(t,40));return h("div",{class:"q-line",data:{queue:t,moves:String(!!o)}},
a,...r)}function ln(n,t,e){let s=n.state.get(O(n.data.prefix,t,e));return s?Y(s):0}function dn(n,t){return!n?.move||!V.concat(H).includes(t)||t===u.PAUSED?!1:pn.
get(t)===(n.move[3]??n.move[2])}function Di(n,{queue:t,job:e,move:s},o,i){let{name:r}=n.job(t,e),a=!s||s[2]===null?"✚ new":s[3]===null?"✖ removed":`↦ from ${s[2]}`,
c=h("span",{class:"q-job-words"},h("span",{class:"q-job-name"},g(r,24)),` ${a}`);return v("q-job",()=>i(t,e),{data:{queue:t,job:e,state:o,look:"line"},title:B(`\
job ${e}`)},h("b",{},g(e,14)),c)}var J=9,ji=40,Ci=3*J,qt=9999,_i=40,Pi=9.2,Bi=11,Wi=66,Fi=44,zi=16,Ki=60,fn=20,re=25;function bn(n,t,e,s){if(!s)return k(n,[]);let o=ot(t),i={x:wn(o.x,s.x+16,s.x+
s.w-ji),y:wn(o.y,s.y+8,s.y+s.h-8)},r=Gi(t,e??t,s,i),a={d:r.line,pathLength:1};return k(n,[E("path",{...a,class:"q-trail q-halo"}),E("path",{...a,class:"q-trail"}),
E("path",{d:r.head,class:"q-trail-head"})])}function Gi(n,t,e,s){let o=ot(n),i=e.y>=t.y+t.h||e.y+e.h<=t.y,r=Math.abs(o.x-s.x)>Math.abs(o.y-s.y);return mn(t,e)>=
0&&(r||!i)?gn(t,o,e,s):mn(n,e)>Ci&&r?gn(n,o,e,s):Hi(t,o,e,s)}var mn=(n,t)=>Math.max(t.x-n.x-n.w,n.x-t.x-t.w);function gn(n,t,e,s){let o=t.x<s.x,[i,r]=o?[n.x+n.w,
e.x]:[n.x,e.x+e.w],a=r-(o?J:-J),c=`M${r} ${s.y}L${a} ${s.y-J*.8}L${a} ${s.y+J*.8}Z`;return{line:Et(i,t.y,a,s.y),head:c}}function Hi(n,t,e,s){let o=t.y<s.y,[i,r]=o?
[n.y+n.h,e.y]:[n.y,e.y+e.h],a=r-(o?J:-J),c=(i+a)/2;return{line:`M${t.x} ${i}C${t.x} ${c} ${s.x} ${c} ${s.x} ${a}`,head:`M${s.x} ${r}L${s.x-J*.8} ${a}L${s.x+J*.8}\
 ${a}Z`}}var wn=(n,t,e)=>Math.max(t,Math.min(n,Math.max(t,e)));function xn({boxes:n,sizes:t},e,s,o){let r=[...n.values()].flatMap(a=>{let c=a.role===s?o.x+2:yn(
a);return Vi(a,t.head,e(a.role),c)}).map(([a,c,l,d])=>`M${a} ${c}H${l}V${d}H${a}Z`).join("");return`path(evenodd, "M${-qt} ${-qt}H${qt}V${qt}H${-qt}Z${r}")`}var Yi=n=>n?
y(n).length*Bi:Fi,yn=({rect:n,count:t})=>n.x+n.w-zi-Yi(t);function vn(n,t){let{x:e,y:s,w:o,h:i}=n.rect,r=18+t.length*8;return{x:(n.strip?e+o-12:yn(n)-2)-r,y:s+Math.
min(i,38)/2-13,w:r,h:26}}function Vi({rect:n,role:t,strip:e},s,o,i){let r=Math.round(n.y+(e?n.h:s)/2),[a,c]=[Math.round(n.x+4),Math.round(n.x+n.w-4)],l=Math.max(
a,Math.round(i)),d=Math.min(l,Math.round(a+_i+t.length*Pi+(o?Wi:0)));return e&&l-d<Ki?[[a,r-re/2,c,r+re/2]]:[[a,r-fn/2,d,r+fn/2],[l,r-re/2,c,r+re/2]]}var Ui=3,kn=34,Ji=46,Qi=30,En=150,Zi=8.6,qn=new Map(L),ae=class{constructor(t,e,s){this.hooks=t,this.onSelect=e,this.onBox=s,this.queue="",this.boxes=new Map,this.
chips=new Map,this.dots=new Xt,this.flight=0,this.plan=null,this.picture=null,this.size={w:0,h:0},this.order=[],this.title=h("h3",{class:"q-scene-title"}),this.
below=E("g",{}),this.above=E("g",{}),this.pots=h("div",{class:"q-pots"}),this.words=h("div",{class:"q-scene-words","aria-hidden":"true"}),this.jobs=h("div",{class:"\
q-jobs"}),this.nowText=h("span",{}),this.now=h("div",{class:"q-clock-line"},this.nowText),this.passedText=h("span",{}),this.passed=h("div",{class:"q-passed","ar\
ia-hidden":"true"},this.passedText),this.others=h("div",{class:"q-lines"});let o=E("svg",{class:"q-under","aria-hidden":"true"},this.below);this.over=E("svg",{class:"\
q-over","aria-hidden":"true"},this.above),this.field=h("div",{class:"q-scene-field"},this.pots,o,this.passed,this.over,this.now,this.words,this.jobs),this.element=
h("div",{class:"q-scene"},this.title,this.field,this.others),this.watch=new ResizeObserver(()=>this.measure()),this.watch.observe(this.element)}measure(){let{clientWidth:t,
clientHeight:e}=this.element;t===this.size.w&&e===this.size.h||(this.size={w:t,h:e},this.picture&&t&&this.update(this.picture,this.order))}update(t,e){this.picture=
t,this.order=e,this.queue=e[0]??"",this.size.w||(this.size={w:this.element.clientWidth||860,h:this.element.clientHeight||480});let s=yt(t),o=this.drawOthers(t,e.
slice(1),s),i={w:this.size.w,h:Math.max(200,this.size.h-Qi-o)};S(this.field,"height",`${i.h}px`),this.plan=an(t,this.queue,s,i,this.hooks),x(this.element,"small",
String(this.plan.small)),this.drawTitle(),this.drawBoxes(t,this.plan),this.drawJobs(t,this.plan),k(this.below,Zs(this.plan)),this.drawTime(t,this.plan),k(this.words,
Xs(this.plan,t.data.start,this.nowSpan(t,this.plan))),this.drawMove(this.plan,s)}flow(t,e){x(this.element,"flows","true"),this.above.classList.remove("q-flying"),
this.update(t,e)}drawTitle(){let t=[...this.plan?.boxes.values()??[]].reduce((e,s)=>e+s.count,0);this.title.replaceChildren(g(this.queue,60)||"No keys yet",h("s\
mall",{},` ${$(t,"job")}`))}drawOthers(t,e,s){let o=e.filter(p=>t.state.has(O(t.data.prefix,p,u.META))),i=e.filter(p=>o.includes(p)||p===s?.queue),r=i.filter(p=>p===
s?.queue),a=[...r,...i.filter(p=>!r.includes(p))].slice(0,Ui),c=i.filter(p=>a.includes(p)),l=c.map(p=>un(t,p,s,this.onSelect)),d=i.length-c.length;return d>0&&l.
push(h("div",{class:"q-line"},`… and ${$(d,"more queue")}`)),this.others.replaceChildren(...l),l.length*(kn+8)+(r.length?Ji-kn:0)}drawBoxes(t,e){let s=[...e.boxes.
values()].map(o=>{let i=this.boxes.get(o.role)??this.makeBox(o.role),r=t.kinds.get(O(t.data.prefix,this.queue,o.role));return i.update(o.rect,o.count,o.strip,r),
i.element});k(this.pots,s)}makeBox(t){let e=new Ut(t,qn.get(t)??q.UNKNOWN,()=>this.onBox(t));return this.boxes.set(t,e),e}drawJobs(t,e){let s=new Map,o=[...e.boxes.
values()].flatMap(i=>this.drawChips(i,t.selected,s));if(this.chips=s,k(this.jobs,o),this.flight)for(let i of s.values())i.fly(this.flight);this.flight=0}drawChips({
role:t,placed:e,rect:s},o,i){let r=e.map(l=>{let d=N(this.queue,l.item.job),p=d;for(;i.has(p);)p+=`
+`;let f=this.chips.get(p)??new Vt(this.queue,l.item.job,this.onSelect),b=l.look==="dot"&&t!==u.DELAYED;return f.update(l,b,qn.get(t)??q.UNKNOWN,t,o===d),i.set(
p,f),f}),a=r.filter(l=>l.inRows);return[...r.filter(l=>!l.inRows).map(l=>l.element),...this.dots.of(t,a,Math.floor(s.w)-2*nt)]}drawTime(t,e){let s=e.boxes.get(u.
DELAYED)?.rect;if(!s)return;let{scale:o}=e,[i,r]=[o.x(t.at),o.x(t.index>0?t.data.at(t.index-1):t.at)],a=i<En?e.sizes.head:0;S(this.now,"transform",`translate(${Math.
round(i)}px, ${Math.round(s.y+a)}px)`),S(this.now,"height",`${Math.round(s.h-a-6)}px`),x(this.now,"side",$n(e,i)),w(this.nowText,Mn(t));let c=t.index>0?t.at-t.data.
at(t.index-1):0;this.passed.hidden=c<=0||r>=i,S(this.passed,"transform",`translate(${Math.round(r)}px, ${Math.round(s.y)}px)`),S(this.passed,"width",`${Math.round(
Math.max(0,i-r))}px`),S(this.passed,"height",`${Math.round(s.h-34)}px`);let l=i-r>44&&!(e.narrow&&r<En);w(this.passedText,c>0&&l?`${U(c)} →`:"")}nowSpan(t,e){
let[s,o]=[e.scale.x(t.at),16+Mn(t).length*Zi],i=$n(e,s),r=i==="left"?s-o:i==="right"?s:s-o/2;return[r,r+o]}drawMove(t,e){let[s,o,i,r]=e?.move??["","",null,null],
c=s===this.queue&&i!==null&&r!==null?cn(t,i,o):void 0,l=g(o,c?Xi(c):10),d=c?.role===u.DELAYED;for(let[m,M]of this.boxes)M.leave(m===c?.role&&!d?l:"");let p=[...t.
boxes.values()].flatMap(m=>m.placed).find(({item:m})=>m.moves);if(!c)return this.drawNoMove();let f=d?this.hungAt(t,c.rect,o):vn(c,l);bn(this.above,f,d?null:c.rect,
p?.rect??null);let b=m=>this.boxes.get(m)?.isMarked??!1;S(this.over,"clip-path",xn(t,b,d?"":c.role,f)),x(this.element,"moves","true")}drawNoMove(){k(this.above,
[]),x(this.element,"moves","false")}markGuess(t){for(let[e,s]of this.boxes)x(s.element,"guess",String(e===t))}hungAt({scale:t},e,s){let o=this.picture?.before.get(
O(this.picture.data.prefix,this.queue,u.DELAYED)),i=o?.type==="zset"?o.value.find(([a])=>a===s):void 0;return{x:t.x(i?X(i[1]):this.picture?.at??0)-5,y:e.y+e.h-40,
w:10,h:10}}animate(t){x(this.element,"flows","false"),S(this.element,"--q-flight",`${t}ms`),this.flight=t,this.above.classList.remove("q-flying"),t&&(this.above.
getBoundingClientRect(),this.above.classList.add("q-flying"))}},Mn=({at:n,data:t,between:e})=>`now +${e?ms(n-t.start):U(n-t.start)}`,$n=({scale:n},t)=>t>n.right-
60?"left":t<60?"right":"middle",Xi=({rect:n,role:t})=>Math.max(1,Math.min(10,Math.floor((n.w-70-t.length*9.2)/8)));var z=(n,t,e)=>v("q-button",e,{data:{act:n},title:t,"aria-label":t},T(n));var ze={sign:"▀",css:"q-tick-fail"},Ke={sign:"▄",css:"q-tick-done"},Ge={sign:"◆",css:"q-tick-chapter"},Tn=1e3,tr=4,he=class{constructor(t,e){this.data=t,this.
track=e,this.marked=[],this.element=h("div",{class:"q-ticks","aria-hidden":"true"}),this.legend=h("div",{class:"q-legend"})}draw(t){let e=new Set(t),s=new Set(this.
data.chapters.map(({step:m})=>m)),o=this.data.steps.filter(m=>e.has(m.index));this.marked=o.filter(m=>m.failed||m.completed||s.has(m.index));let[i,r]=[o.filter(
m=>m.failed),o.filter(m=>m.completed)],a=({index:m})=>(Tn*this.track.shareOf(m)).toFixed(1),c=(m,M)=>m.map(I=>`M${a(I)} ${M}`).join(""),l=[E("path",{class:ze.css,
d:c(i,"0V7")}),E("path",{class:Ke.css,d:c(r,"9V16")})],d={viewBox:`0 0 ${Tn} 16`,preserveAspectRatio:"none"},p=this.marked.filter(({index:m})=>s.has(m)).map(m=>this.
flag(m));this.element.replaceChildren(E("svg",d,...l),...p);let[f,b]=[Sn(i.map(m=>m.failed)),Sn(r.map(m=>m.completed))];this.legend.replaceChildren(...He(ze,`${$(
f,"attempt")} failed`),...He(Ke,`${$(b,"job")} completed`),...He(Ge,$(p.length,"chapter")))}flag({index:t}){let e=h("i",{class:"q-flag"},Ge.sign);return e.style.
left=`${(100*this.track.shareOf(t)).toFixed(2)}%`,e}tell(t,e){let s=({index:i})=>Math.abs(this.track.shareOf(i)-t),o=this.marked.filter(i=>s(i)<=e).sort((i,r)=>s(
i)-s(r));return o.length?o.slice(0,tr).flatMap(i=>this.tellStep(i)):[this.place(this.track.indexAt(t*this.track.end))]}place(t){return{sign:"",css:"",words:`ste\
p ${t}, ${_(this.data.elapsedAt(t))}`}}tellStep(t){let e=this.data.chapters.filter(o=>o.step===t.index),s=[this.place(t.index),...e.map(({title:o})=>({...Ge,words:o}))];
return t.failed&&s.push({...ze,words:`${$(t.failed,"attempt")} failed`}),t.completed&&s.push({...Ke,words:`${$(t.completed,"job")} completed`}),s}},He=({sign:n,
css:t},e)=>[h("span",{},h("b",{class:t},n),` ${e}`)," "],Sn=n=>n.reduce((t,e)=>t+e,0);var dt=class{constructor(t){this.choose=t,this.buttons=[this.makeButton("steps","Steps","The slider goes by steps (T)"),this.makeButton("time","Time","The slide\
r goes by time; at play the clock runs (T)")],this.element=h("span",{class:"q-views",role:"group","aria-label":"axis"},...this.buttons)}makeButton(t,e,s){return v(
"q-view",()=>this.choose(t),{data:{scale:t},title:s},e)}update(t){for(let e of this.buttons)A(e,"aria-pressed",String(e.dataset.scale===t))}};var On=90,pt=class{constructor(t,e){this.over=t,this.tell=e,this.element=h("div",{class:"q-tip","aria-hidden":"true"}),this.element.hidden=!0,t.addEventListener(
"pointermove",s=>this.show(s.clientX)),t.addEventListener("pointerleave",()=>this.hide())}show(t){let{left:e,width:s}=this.over.getBoundingClientRect(),o={from:e+
An,width:Math.max(1,s-2*An)},i=Math.max(0,Math.min(1,(t-o.from)/o.width)),r=this.tell(i,er/o.width);this.element.replaceChildren(...r.map(sr)),this.element.hidden=
!r.length;let a=Math.max(On,Math.min(t-e,s-On));S(this.element,"left",`${Math.round(a)}px`)}hide(){this.element.hidden=!0}},An=8,er=5;function sr({sign:n,css:t,
words:e}){return h("div",{},n?h("b",{class:t},n):null,n?" ":"",e)}var ut=class{constructor(t,e){this.film=t,this.scale=e}get byTime(){return this.scale==="time"}get end(){return Math.max(1,this.byTime?Math.round(this.film.elapsedAt(
this.film.length)):this.film.length)}valueOf(t){return this.byTime?Math.round(this.film.elapsedAt(t)):t}shareOf(t){return Math.max(0,Math.min(1,this.valueOf(t)/
this.end))}indexAt(t){return this.byTime?this.lastBy(t):Math.round(t)}lastBy(t){let[e,s]=[0,this.film.length];for(;e<s;){let o=Math.ceil((e+s)/2);Math.round(this.
film.elapsedAt(o))<=t?e=o:s=o-1}return e}};var nr=500,Ln=0,ce=class{constructor(t,e){this.data=t,this.changed=e,this.wanted={queue:"",job:""},this.cached=null;let s={change:()=>this.set()};Ln+=1,this.queue=
h("select",{on:s}),this.jobs=h("datalist",{id:`q-jobs-${Ln}`}),this.job=h("input",{type:"text",list:this.jobs.id,size:8,placeholder:"any",on:s}),this.elements=[
h("label",{},"queue ",this.queue),h("label",{},"job ",this.job,this.jobs)]}refresh(){let t=this.queue.value,e=i=>h("option",{value:i},g(i,40));this.queue.replaceChildren(
h("option",{value:""},"all"),...this.data.queues.map(e)),this.queue.value=this.data.queues.includes(t)?t:"";let s=[...this.data.names.values()].filter(i=>i.role===
u.JOB),o=[...new Set(s.map(i=>i.job??""))].slice(0,nr);this.jobs.replaceChildren(...o.map(i=>h("option",{value:Z(i,200)}))),this.cached=null}set(){this.wanted={
queue:this.queue.value,job:this.job.value.trim()},this.cached=null,this.changed()}follow(t){this.queue.value=t&&this.data.queues.includes(t.queue)?t.queue:"",this.
job.value=t?.job??"",this.wanted={queue:t?.queue??"",job:t?.job??""},this.cached=null}stops(){let{queue:t,job:e}=this.wanted;return this.cached??=t||e?this.data.
find(s=>this.data.concerns(s,t,e)):[0,...this.data.steps.map(s=>s.index)],this.cached}};var or=10,le=class{constructor(t,e){this.player=t,this.changed=e,this.job=null;let s={data:{act:"follow"},title:"Stop only at the steps of the chosen job, else \
of this step's (F)"};this.button=v("q-view",()=>this.toggle(),s,"Follow")}toggle(){this.set(this.job?null:this.player.controls.currentJob())}set(t){this.job=t,t&&
!this.isChosen(t)&&this.player.select(t.queue,t.job),this.changed()}isChosen({queue:t,job:e}){let[s,o]=tt(this.player.selected);return s===t&&o===e}chosen(){if(!this.
job||this.isChosen(this.job))return;let[t,e]=tt(this.player.selected);this.job=this.player.selected?{queue:t,job:e}:null,this.changed()}update(t){A(this.button,
"aria-pressed",String(this.job!==null)),this.button.disabled=!this.job&&!t;let e=this.job??t;w(this.button,e?`Follow job ${g(e.job,or)}`:"Follow a job")}};var ir="input:not([type=range]), select, textarea",rr="button, summary, a",de=n=>({ArrowLeft:()=>n.move(-1),ArrowRight:()=>n.move(1),Home:()=>n.first.click(),End:()=>n.
last.click()," ":()=>n.playing.toggle(),k:()=>n.views.toggle()});function pe(n,t,e){let{key:s,target:o}=n;if(!(n.ctrlKey||n.metaKey||n.altKey||!(o instanceof Element)))
return o.matches(ir)?s==="Escape"?e:void 0:s===" "&&o.matches(rr)?void 0:t(s)}var ue=class{constructor(){this.frame=0,this.motion=matchMedia("(prefers-reduced-motion: reduce)")}run(t,e,s,o){let i=performance.now(),r=this.motion.matches?Math.
max(e,1e3):e,a=i,c=l=>{if(l-i>=t)return o();if(this.frame=requestAnimationFrame(c),!(l-a<r))return a=l,s((l-i)/t)};this.frame=requestAnimationFrame(c)}stop(){cancelAnimationFrame(
this.frame)}};var Nn=[.5,1,2,4,10],In=1300,ar=800,Rn=8e3,hr=2,ft=class{constructor(t){this.played=t,this.on=!1,this.timer=0,this.glide=new ue,this.button=z("play","Play (Spac\
e)",()=>this.toggle());let e=Nn.map(o=>h("option",{value:o,selected:o===1},`${o}×`)),s={change:()=>t.changed()};this.speed=h("select",{"aria-label":"speed",title:"\
Speed",on:s},...e)}get rate(){return Number(this.speed.value)}get fast(){return this.on&&this.rate>hr}setRate(t){Nn.includes(t)&&(this.speed.value=String(t))}toggle(){
return this.on?this.stop():(this.played.rewind(),this.on=!0,this.label("pause","Pause (Space)"),this.wait(In/2))}stop(){this.on=!1,clearTimeout(this.timer),this.
glide.stop(),this.label("play","Play (Space)")}label(t,e){this.button.replaceChildren(T(t)),this.button.title=e,this.button.setAttribute("aria-label",e)}wait(t){
this.timer=window.setTimeout(()=>this.pass(),t/this.rate)}pass(){let t=this.played.gap();if(t<=0)return this.take();let e=Math.min(t,Rn)/this.rate,s=o=>this.played.
flow(t*(1-o));return this.glide.run(e,this.played.every(),s,()=>this.take())}take(){return this.played.forward()?this.wait(Math.max(ar,In-Math.min(this.played.gap(),
Rn))):this.stop()}};var fe=class{constructor(t,e){this.data=t,this.player=e,this.texts=[],this.state=null;let s={input:()=>this.show(),keydown:o=>o.key==="Enter"&&this.jump(o.shiftKey?
-1:1)};this.input=h("input",{type:"search",size:20,placeholder:"text, key, command",on:s}),this.found=h("span",{class:"q-found",role:"status"}),this.elements=[h(
"label",{},"search (/) ",this.input),this.found]}matches(){let t=this.input.value.trim().toLowerCase();return t?(this.read(),this.data.find(e=>this.texts[e.index-
1]?.includes(t)??!1)):[]}read(){this.state??=new Map(this.data.state(0));let{state:t}=this;for(let e of this.data.steps.slice(this.texts.length)){this.texts.push(
cr(this.data,e,t));for(let s of e.changes)Ne(t,s,e.at)}}jump(t){let e=this.matches(),s=this.player.at(),[o,i]=[e.find(a=>a>s),e.findLast(a=>a<s)],r=t>0?o??e[0]:
i??e.at(-1);r!==void 0&&this.player.go(r),this.show()}show(){let t=this.matches(),e=t.indexOf(this.player.at()),s=e>=0?`${e+1} of ${t.length}`:`${t.length} foun\
d: Enter goes there`;w(this.found,this.input.value.trim()?t.length?s:"not found":"")}};function cr(n,t,e){let s=t.commands.map(([r,a])=>`${r} ${a.join(" ")}`),o=r=>_t(
n,r,e.get(r.key),t.at).flat(),i=t.changes.flatMap(r=>[r.key,...o(r)]);return[t.title,t.sentence,t.script??"",...s,...i].join(`
`).toLowerCase()}var mt=class{constructor(t){this.viewer=t,this.buttons=[this.view("stage","Stage"),this.view("keys","All keys","All keys (K)")],this.element=h("span",{class:"q-\
views",role:"group","aria-label":"view"},...this.buttons)}view(t,e,s){return v("q-view",()=>this.viewer.look(t),{data:{view:t},title:s},e)}toggle(){this.viewer.
look(this.viewer.shows==="stage"?"keys":"stage")}update(){for(let t of this.buttons)A(t,"aria-pressed",String(t.dataset.view===this.viewer.shows))}};var me=class{constructor(t,e,s){this.data=t,this.player=e,this.filters=new ce(t,()=>this.filtered()),this.search=new fe(t,{at:()=>e.index,go:c=>this.go(c)}),this.
follow=new le(e,()=>this.followed()),this.playing=new ft({forward:()=>this.move(1),rewind:()=>this.rewind(),gap:()=>this.gap(),flow:c=>this.flow(c),every:()=>e.
pace,changed:()=>e.onChange()}),this.track=new ut(t,s),this.scales=new dt(c=>this.setScale(c)),this.chapters=new ct(()=>t.chapters,c=>this.go(c)),this.marks=new he(
t,this.track),this.first=z("first","First step (Home)",()=>this.go(this.filters.stops()[0]??0)),this.back=z("back","Back (←)",()=>this.move(-1)),this.forward=
z("forward","Forward (→)",()=>this.move(1)),this.last=z("last","Last step (End)",()=>this.go(this.filters.stops().at(-1)??t.length)),this.jobWords=h("span",{},
"next step of this job");let o={data:{act:"job"}};this.nextOfJob=v("q-button q-wide",()=>this.jumpJob(),o,T("job")," ",this.jobWords);let i={input:()=>this.slide(
Number(this.range.value))};this.range=h("input",{type:"range",min:0,step:1,"aria-label":"step",class:"q-range",on:i}),this.views=new mt(e);let r={data:{act:"pre\
dict"},title:"Stop before each step and ask where its job goes (P)"},a=()=>this.player.predict(!this.player.quiz.on);this.predict=v("q-view",a,r,"Predict"),this.
bar=this.makeBar(),this.tools=h("div",{class:"q-tools"},this.nextOfJob,...this.filters.elements,...this.search.elements),this.refresh()}makeBar(){let t=h("span",
{class:"q-views"},this.predict),s=[...[this.first,this.back,this.playing.button,this.forward,this.last],this.playing.speed,this.views.element,t],o=h("span",{class:"\
q-views"},this.follow.button),i=[this.marks.legend,o,this.scales.element,this.chapters.element],r=[this.marks.element,this.range,h("div",{class:"q-under"},...i)],
a=h("div",{class:"q-rail"},...r.slice(0,2)),c=new pt(a,(p,f)=>this.marks.tell(p,f));a.append(c.element);let l=h("div",{class:"q-slide"},a,...r.slice(2));return h(
"div",{class:"q-controls",role:"group","aria-label":"controls"},h("div",{class:"q-buttons"},...s),l)}refresh(){this.filters.refresh(),this.chapters.refresh(),this.
redrawRail()}redrawRail(){this.range.max=String(this.track.end),this.marks.draw(this.filters.stops()),this.scales.update(this.track.scale)}filtered(){this.marks.
draw(this.filters.stops()),this.player.redraw()}followed(){this.filters.follow(this.follow.job),this.filtered(),this.player.onChange()}setScale(t){t!==this.track.
scale&&(this.track.scale=t,this.redrawRail(),this.player.redraw(),this.player.onChange())}slide(t){let e=this.track.indexAt(t),s=this.track.byTime?this.data.start+
t:void 0;this.player.show(e,{at:e<this.data.length?s:void 0})}go(t){this.player.show(Math.max(0,Math.min(t,this.data.length)))}stop(t){let e=this.player.index,s=this.
filters.stops();return t>0?s.find(o=>o>e):s.findLast(o=>o<e)}move(t){let e=this.stop(t);return e===void 0||t>0&&this.player.asking.stops(e)?!1:(this.go(e),!0)}gap(){
let t=this.track.byTime?this.stop(1):void 0,{index:e,at:s}=this.player;return t===void 0?0:this.data.at(t)-Math.max(s??0,this.data.at(e))}flow(t){let{index:e}=this.
player;this.player.flow(this.data.at(this.stop(1)??e)-t-this.data.at(e))}currentJob(){if(this.player.selected){let[s,o]=tt(this.player.selected);return{queue:s,
job:o}}let t=this.data.step(this.player.index);if(!t)return null;if(t.job!==null&&t.queue!==null)return{queue:t.queue,job:t.job};let e=t.moves[0];return e?{queue:e[0],
job:e[1]}:null}jumpJob(){let t=this.currentJob();if(!t)return w(this.search.found,"choose a job first");let{queue:e,job:s}=t,o=this.player.index,i=this.data.steps.
slice(o).find(r=>this.data.concerns(r,e,s));i?this.player.select(e,s,i.index):w(this.search.found,"no later step of this job")}rewind(){let t=this.filters.stops();
this.player.index>=(t.at(-1)??0)&&this.go(t[0]??0)}update(t){this.views.update(),A(this.predict,"aria-pressed",String(this.player.quiz.on)),this.chapters.update(
t),this.updateTime(t,this.player.at),A(this.range,"aria-valuetext",zt(this.data,t).slice(0,60));let e=this.filters.stops();this.back.disabled=this.first.disabled=
!e.some(o=>o<t),this.forward.disabled=this.last.disabled=!((e.at(-1)??0)>t),this.search.input.value&&this.search.show();let s=this.currentJob();this.follow.update(
s),this.nextOfJob.disabled=!s,w(this.jobWords,s?`next step of job ${g(s.job,14)}`:"next step of this job")}updateTime(t,e){let s=this.track.byTime&&e!==void 0?e-
this.data.start:this.track.valueOf(t);this.range.value=String(Math.max(s,this.track.valueOf(t))),x(this.range,"axis",this.track.scale)}key(t){t.stopPropagation();
let e=pe(t,s=>this.actOf(s),this.leaving);e&&(t.preventDefault(),e())}actOf(t){return/^[1-9]$/.test(t)?()=>this.player.asking.choose(Number(t)):this.acts[t.length===
1?t.toLowerCase():t]}leaving=()=>this.player.search(!1);acts={...de(this),"/":()=>this.player.search(!0),n:()=>this.chapters.jump(this.player.index,1),b:()=>this.
chapters.jump(this.player.index,-1),t:()=>this.setScale(this.track.byTime?"steps":"time"),f:()=>this.follow.toggle(),c:()=>this.player.toggleCode(),",":()=>this.
player.drawer.code.move(-1),".":()=>this.player.drawer.code.move(1),j:()=>this.jumpJob(),p:()=>this.player.predict(!this.player.quiz.on)}};var lr=120,dr=180,pr="Nothing has happened yet. Step forward with → or play with Space.",ge=class{constructor(){this.clock=h("span",{class:"q-clock"}),this.counter=
h("span",{class:"q-counter"}),this.title=h("h2",{}),this.chip=h("span",{class:"q-chip"}),this.top=h("div",{class:"q-top"},this.clock,this.counter,this.title,this.
chip),this.sentence=h("p",{class:"q-sentence",tabindex:"0"}),this.told=h("div",{class:"q-told"},this.sentence),this.live=h("div",{class:"q-hidden","aria-live":"\
polite",role:"status"})}reserve(t){this.told.dataset.room=Ws(t)}tick({data:t,at:e}){w(this.clock,_(e-t.start)),this.clock.title=bt(e)}update(t){let{step:e,data:s,
index:o}=t;this.tick(t),w(this.counter,`step ${y(o)} of ${y(s.length)}`),w(this.title,e?g(e.title,90):"The beginning"),this.title.title=e?g(e.title,300):"",S(this.
chip,"visibility",e?.script?"":"hidden"),w(this.chip,`script ${e?.script??"none"}`),this.tell(e?F(e.sentence):P(s.note||pr)),w(this.live,zt(s,o))}ask({job:t,title:e}){
let s=h("strong",{},`Where does job ${g(t,14)} go?`);this.sentence.replaceChildren(`Next: ${g(e,90)}. `,s)}tell(t){this.sentence.replaceChildren(t);let e=(this.
sentence.textContent??"").length;x(this.sentence,"long",e>dr?"very":String(e>lr));for(let s of this.sentence.querySelectorAll("code")){let o=H.find(i=>i===s.textContent);
o&&(s.dataset.role=o)}}};var Ye=60;function Dn(n,t,e){let s=n.state.get(t),o=n.data.key(t),i=s?mr(n,s,o):[],r=s?`${rt[s.type]??s.type} (${s.encoding})`:ur,a=h("small",{class:"q-quiet"},
`${o.role}: ${r}. ${G[o.role]?.[1]??""}`),l=[h("header",{},h("h3",{},"Key"),v("q-more",e,{},"close")),h("p",{},D(t,80),h("br"),a)];return i.length&&l.push(fr(i.
slice(0,Ye))),i.length>Ye&&l.push(h("p",{class:"q-quiet"},`… and ${y(i.length-Ye)} more`)),l}var ur="absent: an empty container does not exist in Redis";function fr(n){
let t=n.map(([e,s,o])=>{let i=h("th",{scope:"row"},g(e,60));return h("tr",{},i,h("td",{},D(s)),h("td",{class:"q-meaning"},F(o)))});return h("table",{class:"q-fi\
elds"},ht("where","raw","meaning"),h("tbody",{},...t))}function mr({data:n,at:t},e,s){let o=(r,a)=>j(s.role,r,a,t,n.start).meaning,i=r=>r.map(([a,c])=>`${a}=${c}`).
join(" ");switch(e.type){case"hash":return[...e.value].map(([r,a])=>[r,a,n.word(e,r)]);case"zset":return e.value.map(([r,a])=>[r,R(a),o(r,a)]);case"stream":return[
...e.value].reverse().map(([r,a])=>[r,i(a),""]);case"string":return[["",e.value,n.word(e,"")]];default:return Array.isArray(e.value)?e.value.map((r,a)=>[`[${a}]`,
r,""]):[["",String(e.value),""]]}}var gr=10;function jn(n,t){let e=n.state.get(t),s=n.kinds.get(t),o=e?.type==="zset"?e.value:[],i=o.length?o.slice(0,gr).map(c=>wr(n,c)):[h("span",{class:"q-says"},
"silent: no marker")],r={key:t,change:s??"",rings:o[0]?.[0]??""},a=h("h4",{},u.MARKER);return h("section",{class:"q-small q-bell",data:r},T("bell"),a,...i,W(s))}
function wr(n,[t,e]){let{meaning:s}=j(u.MARKER,t,e,n.at,n.data.start);return h("span",{class:"q-says"},h("code",{},`${g(t,24)} (score ${R(e)})`)," ",s)}function we(n){switch(n.type){case"hash":return[...n.value].map(([t,e])=>`${t}=${e}`).join("  ");case"zset":return n.value.map(([t,e])=>`${t} (score ${R(e)})`).
join("  ");case"stream":return n.value.map(([t,e])=>`${t} ${e.flat().join(" ")}`).join("  ");default:return Array.isArray(n.value)?n.value.join("  "):n.value}}function Cn(n,{name:t,queue:e,job:s}){let o=n.state.get(t),i=n.kinds.get(t),r=o?xr(n,o,n.before.get(t)):[],a=h("caption",{class:"q-hidden"},`fields of ${g(t,80)}`),
c=h("table",{class:"q-fields"},a,ht("field","raw","meaning"),h("tbody",{},...r)),l=br(n,e,s,i);return h("article",{class:"q-card",data:{key:t,change:i??"",job:s}},
l,c)}function br(n,t,e,s){let{name:o,tries:i}=n.job(t,e),r=n.stateOf(t,e),a=i?h("span",{class:"q-tries"},`attempts ${i}`):null,c=h("span",{class:"q-name"},g(o,40)),
l=h("span",{class:`q-chip q-state-${r}`},r);return h("header",{},T(r),h("h4",{},`job ${g(e,40)}`),c,l,a,W(s))}function xr(n,t,e){if(t.type!=="hash")return[Ve("",
"",D(we(t)))];let s=e?.type==="hash"?e.value:new Map,o=[...t.value].map(([r,a])=>{let c=s.get(r),l=e===t||c===a?"":s.has(r)?"changed":"born",d=l==="changed"?[h(
"del",{},D(c,40))," → ",D(a)]:[D(a)];return Ve(r,l,d,n.data.word(t,r))}),i=[...s.keys()].filter(r=>e!==t&&!t.value.has(r));return[...o,...i.map(r=>Ve(r,"gone",
D(s.get(r))))]}function Ve(n,t,e,s=""){let o=h("th",{scope:"row"},g(n,60),W(t));return h("tr",{data:{change:t}},o,h("td",{},e),h("td",{class:"q-meaning"},F(s)))}var _n=60,yr=30,vr=5,kr=172,Er=6.4,qr=60,be=class{constructor(t){this.box=t,this.width=0,this.signature="",this.rule=h("div",{class:"q-rule","aria-hidden":"true"}),
this.nowText=h("span",{}),this.now=h("div",{class:"q-now"},this.nowText);let e=t.role===u.DELAYED?[t.tokens,this.now,this.rule]:[t.tokens,this.rule];this.field=
h("div",{class:"q-field"},...e),this.rest=h("div",{class:"q-rest"}),t.body.append(this.field,this.rest),t.body.classList.add("q-axis"),this.watch=new ResizeObserver(
([s])=>this.resize(s?.contentRect.width??0)),this.watch.observe(this.field)}resize(t){Math.abs(t-this.width)<1||(this.width=t,this.box.hooks.redraw())}get room(){
return this.width||600}update(t,e,s){let o=s.filter(i=>i.dataset.job!==void 0);this.box.role===u.DELAYED?this.byTime(t,e,o):this.byPriority(e,o),k(this.box.tokens,
o),k(this.rest,s.filter(i=>i.dataset.job===void 0))}byTime(t,e,s){let{data:o,hooks:i,name:r}=this.box,[a,c]=ee(t,i.waits.of(r)),l=p=>p>a?Math.min(1,(p-a)/(c-a)):
0;this.lay(s,e.map(([,p])=>l(X(p??0)))),S(this.now,"left",`${l(t.at)*100}%`),x(this.now,"side",l(t.at)>.7?"left":"right"),w(this.nowText,`now ${_(Math.round(t.at-
o.start))}`);let d=se(a,c,o.start).map(p=>[l(p),U(p-o.start)]);this.mark(d,`${a}-${c}`)}byPriority(t,e){let s=[...new Set(t.map(([,a])=>Le(a??0)))],o=new Map(s.
map((a,c)=>[a,c/s.length])),i=a=>o.get(a)??0;this.lay(e,t.map(([,a])=>i(Le(a??0))));let r=s.map((a,c)=>[i(a),c?String(a):`priority ${a}`]);this.mark(r,s.join())}lay(t,e){
let s=this.box.isMany?yr:_n,o=new te(this.room,kr,vr);t.forEach((i,r)=>{let{left:a,hangs:c}=o.hang((e[r]??0)*this.room),{lane:l,stands:d}=o.take(a);x(i,"hangs",
c&&d===a?"left":"right"),S(i,"left",`${d.toFixed(1)}px`),S(i,"bottom",`${26+l*s}px`)}),S(this.field,"height",`${38+Math.max(_n,o.length*s)}px`)}mark(t,e){if(this.
signature===`${e} ${this.width}`)return;this.signature=`${e} ${this.width}`;let s=0,o=t.slice(0,qr).flatMap(([i,r])=>{let[a,c]=[i*this.room,r.length*Er+8],l=a+c>
this.room?"left":"right";if((l==="left"?a-c:a)<s)return[];s=l==="left"?a:a+c;let d=h("span",{data:{side:l}},r);return d.style.left=`${i*100}%`,[d]});this.rule.replaceChildren(
...o)}};var xe=28,Mr=12,Pn=6,Bn=6,$r=new Map(L),ye=class{constructor(t,e,s,o){this.data=t,this.queue=e,this.role=s,this.hooks=o,this.name=O(t.prefix,e,s),this.state=$r.
get(s)??q.UNKNOWN,this.open=!1,this.unread=0,this.isMany=!1,this.count=h("span",{class:"q-count"}),this.mark=h("span",{class:"q-marks"}),this.body=h("div",{class:"\
q-body"}),this.tokens=h("div",{class:"q-tokens",role:"group","aria-label":`jobs in ${s}`}),this.button=v("q-more",()=>this.toggle()),this.element=this.box(),this.
axis=Te.includes(s)?new be(this):null,this.axis||this.drawTube()}box(){let[t,e]=G[this.role]??["",""],o=v("q-key",()=>this.hooks.onKey(this.name),{title:"Show r\
aw and decoded values"},this.role),i=h("span",{class:"q-kind"},rt[t]),r=h("header",{},T(this.state),h("h4",{},o),i,this.count,this.mark),a=`q-box q-state-${this.
state} q-box-${this.role}`;return h("section",{class:a,data:{key:this.name,role:this.role},title:e},r,this.body)}drawTube(){let t=as[this.role]?.map(e=>`${e} →`)??
["first","latest"];this.body.append(this.tokens,h("div",{class:"q-ends"},...t.map(e=>h("span",{},e)))),this.body.classList.add(G[this.role]?.[0]==="list"?"q-tub\
e":"q-row")}toggle(){this.open=!this.open,this.hooks.redraw()}update(t){let e=t.state.get(this.name),s=at(e),o=t.kinds.get(this.name),i=e&&s.length?Y(e):0;w(this.
count,y(i)),this.unread=i-s.length,this.isMany=s.length>Mr;let r=W(o);(r||this.mark.firstChild)&&k(this.mark,r?[r]:[]),x(this.element,"change",o??""),x(this.tokens,
"many",String(this.isMany));let a=this.drawn(t,s);this.axis?this.axis.update(t,s,a):k(this.tokens,a)}drawn(t,e){let[s,o]=this.cut(e),i=([l,d])=>this.token(t,l,d).
element,r=e.length-s.length-o.length,a=this.unread>0?[h("span",{class:"q-quiet"},`${y(this.unread)} not read`)]:[],c=r>0||this.open?[this.more(r)]:[];return[...a,
...s.map(i),...c,...o.map(i),...this.ghosts(t)]}cut(t){return t.length<=xe||this.open?(this.open=this.open&&t.length>xe,[t,[]]):Te.includes(this.role)?[t.slice(
0,xe),[]]:[t.slice(0,Bn),t.slice(Bn-xe)]}more(t){return w(this.button,t>0?`… ${y(t)} more …`:"show fewer"),this.button}token(t,e,s){let o=t.moves.get(N(this.
queue,e)),i=o?o[2]===null?"✚ new":`↦ from ${o[2]}`:"",r=o?"moved":"",a=t.selected===N(this.queue,e),c=this.hooks.tokens.take(this.queue,e,{...t.job(this.queue,
e),hint:i,kind:r,selected:a});if(this.role===u.ACTIVE){let l=t.state.get(Q(this.data.prefix,this.queue,e,u.LOCK));As(c,l,t.at,this.data.watched)}else this.foot(
c,t,e,s);return c}foot(t,e,s,o){if(o===null)return t.foot.remove();let{label:i}=j(this.role,s,o,e.at,this.data.start);t.showFoot("q-foot"),w(t.foot,Lt(i,this.isMany?
1:2)),t.foot.title!==i&&(t.foot.title=i),x(t.element,"score",R(o))}ghosts(t){let e=[...t.moves.values()].filter(i=>this.lost(i)),s=e.slice(0,Pn).map(([,i])=>h("\
span",{class:"q-token q-ghost"},h("b",{},g(i,18)),h("i",{},"✖ removed"))),o=e.length-Pn;return o>0?[...s,h("span",{class:"q-quiet"},`✖ ${y(o)} more removed`)]:
s}lost([t,,e,s]){return t===this.queue&&s===null&&e===this.state&&this.role!==u.PAUSED}};function Ue(n,t){let e=n.state.get(t),s=n.data.key(t),o=n.kinds.get(t),i=e??n.before.get(t),r=e?Or(n,e,s):"",a=h("span",{title:G[s.role]?.[1]??""},s.role),c=h("\
td",{},D(i?we(i):"",90));r&&c.append(h("div",{class:"q-meaning"},F(r)));let l=h("small",{},(i?Tr(i):"")+(e?Sr(e,n.at):"")),d=h("th",{scope:"row"},D(t,64)," ",W(
o));return h("tr",{data:{key:t,change:o??""}},d,h("td",{},a,h("br"),l),c)}function Tr(n){let[t,e]=Se[n.type]??Se.list??["",""];return`${rt[n.type]??n.type}, ${$(
Y(n),t,e)}`}var Sr=(n,t)=>n.expires===null?"":`, expires in ${st(Math.max(n.expires-t,0))}`;function Or(n,t,e){return t.type==="string"?n.data.word(t,""):t.type!==
"zset"?"":t.value.slice(0,3).map(([o,i])=>j(e.role,o,i,n.at,n.data.start).meaning).filter(Boolean).join("; ")}var Ar=10;function Wn(n,t){let e=n.state.get(t),s=n.kinds.get(t),o=n.fresh(t),i=e?.type==="stream"?e.value:[],r=e?.type==="stream"?Y(e):0,a=i.slice(-Ar).map((M,I,C)=>Lr(
M,C.length-I<=o)),c=r-a.length,l=c>0?h("span",{class:"q-earlier"},`${y(c)} earlier`):null,d=h("div",{class:"q-strip"},l,...a),p=h("div",{class:"q-tape",tabindex:"\
0",role:"group","aria-label":"the latest events"},d),f=h("span",{class:"q-count"},$(r,"entry","entries")),b={key:t,change:s??""},m=h("h4",{},u.EVENTS);return h(
"section",{class:"q-small q-events",data:b},T("tape"),m,f,W(s),p)}function Lr([n,t],e){let{EVENT:s,JOB_ID:o}=hs,i=new Map(t),a=t.filter(([f])=>f!==s&&f!==o).map(
([f,b])=>`${f}=${b}`).join(" "),c=i.has(o)?`job ${g(i.get(o),14)}`:g(a,24),l=g(`${n} ${a}`,200),d=e?h("i",{},"✚ new"):null,p=h("b",{},g(i.get(s)??"entry",24));
return h("span",{class:"q-event",data:{fresh:String(e)},title:l},p,h("span",{},c),d)}var Je=24,Nr=30,Fn={[u.MARKER]:"zset",[u.EVENTS]:"stream"},Ir=new Map(L),ve=class{constructor(t,e,s){this.data=t,this.queue=e,this.hooks=s,this.boxes=new Map,this.
drawn=new Map,this.lastJobs=new Map,this.all=!1,this.grid=h("div",{class:"q-grid"}),this.small=h("div",{class:"q-smalls"}),this.cards=h("div",{class:"q-cards"}),
this.rows=h("tbody"),this.more=v("q-more",()=>this.toggle());let o={role:"group",data:{queue:e},"aria-label":`queue ${B(e)}`};this.element=h("div",{class:"q-que\
ue",...o},this.title(),this.grid,this.small),this.scroll=h("div",{class:"q-scroll",tabindex:"0",role:"group","aria-label":"other keys"},this.table());let i=e?`v\
alues in queue ${B(e)}`:"keys of no queue",r=[this.title(),this.cards,this.scroll,this.more];this.details=h("div",{role:"group","aria-label":i},...r)}title(){return this.
queue?h("h3",{},g(this.queue,80)):h("h3",{class:"q-stay"},"Keys of no queue")}table(){let t=this.queue?`Other keys of ${g(this.queue,80)}`:"Not keys that BullMQ\
 makes";return h("table",{class:"q-keys"},h("caption",{},t),ht("key","role","raw value"),this.rows)}toggle(){this.all=!this.all,this.hooks.redraw()}roles(){return this.
queue?H.filter(t=>V.includes(t)||this.data.hasUsed(this.queue,t)):[]}update(t,e){let s=this.roles(),o=s.map(i=>this.box(i));this.grid.dataset.more=String(s.filter(
i=>Rr.includes(i)).length),k(this.grid,o.map(i=>i.element));for(let i of o)i.update(t);this.updateSmall(t),this.updateCards(t),this.updateRows(t,e)}box(t){let e=this.
boxes.get(t)??new ye(this.data,this.queue,t,this.hooks);return this.boxes.set(t,e),e}updateSmall(t){if(!this.queue)return;let e=this.memo(t,O(this.data.prefix,this.
queue,u.MARKER),jn),s=this.memo(t,O(this.data.prefix,this.queue,u.EVENTS),Wn);k(this.small,[e,s])}updateCards(t){let e=new Map([...t.jobs()].filter(([,l])=>l.queue===
this.queue));(e.size||t.index===0)&&(this.lastJobs=e);let s=new Map(this.lastJobs),[o,i]=tt(t.selected);o===this.queue&&t.hash(o,i)&&s.set(t.selected,{queue:o,job:i});
let c=[...s.values()].map(l=>({...l,name:Q(this.data.prefix,l.queue,l.job)})).filter(l=>Dr(t,l.name)).slice(0,Nr).map(l=>this.memo(t,l.name,()=>Cn(t,l)));k(this.
cards,c)}updateRows(t,e){let o=(this.all?e:e.slice(0,Je)).map(i=>this.memo(t,i,Ue));k(this.rows,o),this.scroll.hidden=!e.length,this.details.hidden=!e.length&&!this.
cards.firstChild,this.more.hidden=e.length<=Je,w(this.more,this.all?"show fewer keys":`… ${y(e.length-Je)} more keys`)}memo(t,e,s){let o=t.state.get(e),i=t.kinds.
get(e),r=o&&(o.expires!==null||o.type==="zset")?t.at:0,a=s===Ue?null:t.data.key(e).job,c=a===null?"":t.stateOf(this.queue,a),l=this.drawn.get(e),d=l?.held===o&&
!i&&!l?.kind&&l?.at===r&&l.state===c;if(l&&d)return l.node;let p=s(t,e);return this.drawn.set(e,{held:o,kind:i,at:r,state:c,node:p}),p}},Rr=[u.PRIORITIZED,u.WAITING_CHILDREN].
map(String);function zn(n){let{data:t,state:e,before:s,kinds:o}=n,i=new Map([...t.queues,""].map(a=>[a,[]])),r=[...s.values()].filter(a=>!e.has(a.name)&&o.has(a.
name));for(let a of[...e.values(),...r]){let c=t.key(a.name);jr(n,a,c)||(i.get(c.queue)??i.get(""))?.push(a.name)}for(let a of i.values())a.sort();return i}function Dr(n,t){
return(n.state.get(t)??(n.kinds.has(t)?n.before.get(t):void 0))?.type==="hash"}function jr(n,t,e){return e.queue?Ir.has(e.role)?Array.isArray(t.value)&&t.type!==
"stream":e.role in Fn?t.type===Fn[e.role]:e.job===null?!1:e.role===u.LOCK?n.stateOf(e.queue,e.job)===q.ACTIVE:e.role!==u.JOB||t.type!=="hash"?!1:n.stateOf(e.queue,
e.job)!==q.UNKNOWN||n.kinds.has(e.name):!1}var ke=class{constructor(t,e,s){this.data=t,this.tokens=e,this.redraw=s,this.inspected="",this.hooks={tokens:e,waits:new jt(t),onKey:i=>this.inspect(i),redraw:s},
this.views=new Map,this.stage=h("div",{class:"q-stage"}),this.details=h("div",{class:"q-details"}),this.nothing=h("p",{class:"q-quiet"},"No keys yet.");let o={role:"\
group",hidden:!0,"aria-label":"a key's values"};this.inspector=h("div",{class:"q-inspector",...o}),this.changes=h("div"),this.changeCount=h("span",{class:"q-cou\
nt"}),this.commands=h("div"),this.commandCount=h("span",{class:"q-count"}),this.element=h("div",{class:"q-main"},this.stage,this.side(),this.details)}side(){let t=h(
"section",{},h("h3",{},"What changed ",this.changeCount),this.changes),e=h("section",{},h("h3",{},"Commands Redis ran ",this.commandCount),this.commands);return h(
"div",{class:"q-side",role:"group","aria-label":"what happened"},this.inspector,t,e)}inspect(t){this.inspected=this.inspected===t?"":t,this.redraw()}update(t,e,s=!1){
let o=zn(t),i=(o.get("")?.length?[...e,""]:e).map(a=>this.viewOf(a)),r=i.filter(a=>a.queue).map(a=>a.element);k(this.stage,i.length?r:[this.nothing]),k(this.details,
i.map(a=>a.details));for(let a of i)a.update(t,o.get(a.queue)??[]);s||this.drawStory(t)}viewOf(t){let e=this.views.get(t)??new ve(this.data,t,this.hooks);return this.
views.set(t,e),e}drawStory(t){let{step:e,data:s}=t;w(this.changeCount,e?y(e.changes.length):""),w(this.commandCount,e?y(e.commands.length):""),this.changes.replaceChildren(
...Ps(s,e)),this.commands.replaceChildren(...Bs(s,e,(i,r)=>this.light(i,r))),this.inspector.hidden=!this.inspected;let o=()=>this.inspect(this.inspected);this.inspector.
replaceChildren(...this.inspected?Dn(t,this.inspected,o):[])}light(t,e=!1){for(let a of this.element.querySelectorAll(".q-lit"))a.classList.remove("q-lit");let s=new Set(
t),i=[...this.element.querySelectorAll("[data-key], [data-touch]")].filter(a=>s.has(a.dataset.key??a.dataset.touch??""));for(let a of t){let{queue:c,job:l}=this.
data.key(a),d=l===null?void 0:this.tokens.of(c,l);d&&i.push(d.element)}for(let a of i)a.classList.add("q-lit");let r=this.tokens.motion.matches?"auto":"smooth";
e&&i[0]?.scrollIntoView({block:"nearest",behavior:r})}};function Kn({controls:n,index:t,selected:e,shows:s}){let{follow:o,playing:i,track:r}=n,a=e?n.currentJob():null,c=a?{job:a,follow:o.job!==null}:{};return{step:t,
view:s,speed:i.rate,axis:r.scale,...c}}function Gn(n,{step:t,view:e,job:s,follow:o,speed:i,axis:r}){e&&n.look(e),r&&n.controls.setScale(r),i&&n.playing.setRate(
i),s&&n.selected!==N(s.queue,s.job)&&n.select(s.queue,s.job),s&&o&&n.controls.follow.set(s),t!==void 0&&n.show(t,{quiet:!0})}var Cr="cubic-bezier(.3,.1,.2,1)",_r=120,Pr=60,Qe=class{constructor(t,e,s){this.id=h("b"),this.name=h("span",{class:"q-name"}),this.tries=h("span",{class:"q-tri\
es"}),this.hint=h("i"),this.foot=h("span",{class:"q-foot"});let o=[this.id,this.name,this.tries,this.hint];this.element=v("q-token",()=>s(t,e),{data:{queue:t,job:e}},
...o)}update(t,{name:e,tries:s,hint:o,selected:i,kind:r}){w(this.id,g(t,18)),w(this.name,g(e,18)),w(this.tries,s),w(this.hint,o);let a=e?`, ${g(e,80)}`:"",c=`jo\
b ${g(t,80)}${a}${s?`, attempts ${s}`:""}`;this.element.title!==c&&(this.element.title=c),x(this.element,"kind",r);let l=String(i);A(this.element,"aria-pressed",
l)}showFoot(t){this.foot.className!==t&&(this.foot.className=t,delete this.foot.dataset.words),this.foot.parentNode!==this.element&&this.element.append(this.foot)}travel(t,e,s){
let o=Math.hypot(t,e),i=o>_r?-Math.min(36,o/10):0;for(let p of this.element.getAnimations())p.cancel();let r=this.element.closest(".q-box"),a=p=>{this.element.style.
zIndex=p,r&&(r.style.zIndex=p)};a(o>Pr?"5":"");let c=`translate(${t*.45}px, ${e*.45+i}px) scale(${i?1.12:1})`,l=[`translate(${t}px, ${e}px)`,c,"none"].map(p=>({
transform:p})),d=this.element.animate(l,{duration:s,easing:Cr});d.onfinish=d.oncancel=()=>a("")}appear(t){let e=[{transform:"scale(.4)",opacity:0},{transform:"s\
cale(1.1)",opacity:1},{transform:"none",opacity:1}];this.element.animate(e,{duration:t})}},Ee=class{constructor(t){this.onSelect=t,this.all=new Map,this.asked=new Map,
this.was=new Map,this.motion=matchMedia("(prefers-reduced-motion: reduce)")}begin(t){if(this.asked=new Map,this.was=new Map,!(!t||this.motion.matches))for(let[e,
{element:s}]of this.all)s.isConnected&&this.was.set(e,s.getBoundingClientRect())}take(t,e,s){let o=N(t,e);for(;this.asked.has(o);)o+=`
+`;let i=this.all.get(o)??new Qe(t,e,this.onSelect);return this.asked.set(o,i),i.update(e,s),i}of(t,e){let s=this.all.get(N(t,e));return s?.element.isConnected?
s:void 0}settle(t){if(this.all=this.asked,!this.was.size)return;let e=[];for(let[s,o]of this.all){let[i,r]=[this.was.get(s),o.element.getBoundingClientRect()];i?
Math.abs(i.left-r.left)+Math.abs(i.top-r.top)>1&&e.push([o,i.left-r.left,i.top-r.top]):o.appear(t)}for(let[s,o,i]of e)s.travel(o,i,t)}};var Hn=700,Br=3,Wr=640,Yn=30,Fr="qlab player: arrow keys step, space plays, N and B go to the next chapter and back, K shows all keys, C code, T the time axis, \
F follows a job, J goes to its next step, P asks, slash searches",gt=class{constructor(t,e,{step:s,view:o,axis:i,onStep:r,onView:a,onAnswer:c,onChange:l}={}){this.
data=new Pt(e),this.onStep=r??(()=>{}),this.onView=a??(()=>{}),this.onChange=l??(()=>{}),this.shows=o??"stage",this.selected="",this.index=-1,this.at=void 0,this.
order=[],this.tokens=new Ee((I,C)=>this.select(I,C)),this.keys=new ke(this.data,this.tokens,()=>this.redraw());let d=(I,C)=>this.select(I,C);this.scene=new ae(this.
keys.hooks,d,I=>this.chooseBox(I)),this.asking=new Ft(this,c??(()=>{})),this.quiz=this.asking.quiz,this.drawer=new Ht(()=>this.redraw(),this.asking.votes.element),
this.head=new ge,this.controls=new me(this.data,this,i??"steps"),this.playing=this.controls.playing;let p=h("div",{class:"q-scenery"},this.scene.element,this.drawer.
element),{top:f,told:b,live:m}=this.head,M=[f,this.controls.bar,b,this.controls.tools,p,this.keys.element,m];this.root=h("div",{class:"qlab-player",tabindex:"0",
role:"group","aria-label":Fr},...M),x(this.root,"view",this.shows),this.root.addEventListener("keydown",I=>this.controls.key(I)),this.head.reserve(this.data),t.
replaceChildren(this.root),this.watch=new ResizeObserver(()=>this.measure()),this.watch.observe(this.root),this.measure(),this.show(s??Math.min(1,this.data.length),
{quiet:!0})}show(t,{quiet:e=!1,force:s=!1,at:o}={}){let i=Math.max(0,Math.min(Number(t)||0,this.data.length)),r=s?o??this.at:o;if(i===this.index&&r===this.at&&!s)
return;this.at=r;let a=Math.abs(i-this.index)<=Br&&i!==this.index;this.index=i,this.draw(a&&!s,this.playing.fast?Hn/3:Hn),e||this.onStep(i)}flow(t){this.at=this.
data.at(this.index)+Math.round(t);let e=this.pictureNow();this.head.tick(e),this.controls.updateTime(this.index,this.at),this.shows==="stage"?this.scene.flow(e,
this.shown()):this.drawKeys(e,this.shown(),!1,0,!0)}get pace(){return this.shows==="stage"?Yn:4*Yn}pictureNow(){return this.picture=new Dt(this.data,this.index,
this.selected,this.at,this.controls.track.byTime),this.picture}shown(){let t=this.controls.filters.wanted.queue,e=this.controls.follow.job?.queue,s=this.order.filter(
o=>!t||o===t||e!==void 0);return e===void 0?s:[...s].sort((o,i)=>+(i===e)-+(o===e))}measure(){x(this.root,"narrow",String(this.root.clientWidth>0&&this.root.clientWidth<
Wr))}redraw(){this.index>=0&&this.show(this.index,{quiet:!0,force:!0})}look(t){t!==this.shows&&(this.shows=t,x(this.root,"view",t),this.redraw(),this.onView(t))}select(t,e,s){
let o=N(t,e);this.selected=this.selected===o&&s===void 0?"":o,this.controls.follow.chosen(),this.onChange(),s===void 0||s===this.index?this.redraw():this.show(s)}chooseBox(t){
return this.quiz.asking?this.asking.guess(t):(this.keys.inspected=O(this.data.prefix,this.order[0]??"",t),this.look("keys"))}toggleCode(){let t=this.shows!=="st\
age"||this.drawer.tab!=="code";this.shows!=="stage"&&this.look("stage"),this.drawer.open(t?"code":"changes")}predict(t,e){this.asking.begin(t,e)}draw(t,e){let s=this.
pictureNow(),o=this.data.queuesAt(this.index),i=t&&o[0]===this.order[0];this.order=o;let r=this.shown(),a=Ie(this.root);this.head.update(s),this.shows==="stage"?
this.drawScene(s,r,i?e:0):this.drawKeys(s,r,i,e),this.controls.update(this.index),Ss(this.root,a)}drawScene(t,e,s){this.scene.animate(this.tokens.motion.matches?
0:s),this.scene.update(t,e),this.quiz.asking!==this.index+1&&(this.quiz.asking=0);let o=this.quiz.asking?this.quiz.question(this.quiz.asking):null,i=this.quiz.answers.
get(this.index)??null;return x(this.root,"asks",String(o!==null)),this.scene.markGuess(i&&!i.right?i.guess:""),this.drawer.judge(o?null:i),this.asking.votes.update(
o?.step??this.index),o?(this.head.ask(o),this.drawer.ask(o,r=>this.asking.guess(r))):this.drawer.update(t)}drawKeys(t,e,s,o,i){this.tokens.begin(s),this.keys.update(
t,e,i),this.tokens.settle(o)}search(t){x(this.root,"tools",t?"open":""),(t?this.controls.search.input:this.root).focus()}decode(...t){return j(...t).meaning}grow(t,e){
let s=this.data.grow(t);return s&&(this.controls.refresh(),this.head.reserve(this.data)),e!==void 0&&e!==this.index?this.show(e,{quiet:!0}):s&&this.redraw(),s}key(t){
this.controls.key(t)}get linked(){return Kn(this)}open(t){Gn(this,t)}get held(){return this.data.length}follows(t){return t.from<=this.data.length}destroy(){this.
controls.playing.stop(),this.asking.votes.stop(),this.watch.disconnect(),this.root.remove()}};var Ze={sign:"▀",css:"q-tick-first"},Xe={sign:"▄",css:"q-tick-second"},qe=class{constructor(t,e){this.pair=t,this.playing=new ft({forward:()=>this.move(1),rewind:()=>this.
rewind(),gap:()=>this.gap(),flow:o=>t.flow(t.elapsedAt(t.index+1)-o),every:()=>t.pace,changed:()=>t.onChange()}),this.track=new ut(t,e),this.scales=new dt(o=>this.
setScale(o)),this.chapters=new ct(()=>t.chapters,o=>t.show(o)),this.first=z("first","The beginning (Home)",()=>t.show(0)),this.back=z("back","Back (←)",()=>this.
move(-1)),this.forward=z("forward","Forward (→)",()=>this.move(1)),this.last=z("last","The end (End)",()=>t.show(t.length)),this.clock=h("span",{class:"q-cloc\
k"}),this.counter=h("span",{class:"q-counter"});let s={input:()=>t.show(this.track.indexAt(Number(this.range.value)))};this.range=h("input",{type:"range",min:0,
step:1,"aria-label":"step",class:"q-range",on:s}),this.ticks=h("div",{class:"q-ticks","aria-hidden":"true"}),this.legend=h("div",{class:"q-legend"}),this.views=
new mt(t),this.bar=this.makeBar(),this.refresh()}makeBar(){let t=h("span",{class:"q-pair-time"},this.clock,this.counter),s=[...[this.first,this.back,this.playing.
button,this.forward,this.last],this.playing.speed,this.views.element],o=h("div",{class:"q-rail"},this.ticks,this.range);o.append(new pt(o,a=>this.tell(a)).element);
let i=h("div",{class:"q-under"},this.legend,this.scales.element,this.chapters.element);return h("div",{class:"q-controls",role:"group","aria-label":"controls"},
t,h("div",{class:"q-buttons"},...s),h("div",{class:"q-slide"},o,i))}refresh(){let{places:t,names:e}=this.pair;this.range.max=String(this.track.end);let s=c=>(1e3*
this.track.shareOf(c)).toFixed(1),o=(c,l)=>t.map((d,p)=>this.pair.moves(c,p)?`M${s(p)} ${l}`:""),i=[E("path",{class:Ze.css,d:o(0,"0V7").join("")}),E("path",{class:Xe.
css,d:o(1,"9V16").join("")})];this.ticks.replaceChildren(E("svg",{viewBox:"0 0 1000 16",preserveAspectRatio:"none"},...i));let[r,a]=[Ze,Xe].map(({sign:c,css:l})=>h(
"b",{class:l},c));this.legend.replaceChildren(r??"",` ${e[0]}   `,a??"",` ${e[1]}`),this.chapters.refresh(),this.scales.update(this.track.scale)}tell(t){let e=this.
track.indexAt(t*this.track.end),s=[Ze,Xe].flatMap((i,r)=>this.pair.moves(r,e)?[{...i,words:this.pair.names[r]??""}]:[]);return[{sign:"",css:"",words:`${y(e)} of\
 ${y(this.pair.length)}, ${_(this.pair.elapsedAt(e))}`},...s]}setScale(t){t!==this.track.scale&&(this.track.scale=t,this.refresh(),this.pair.show(this.pair.index,
{quiet:!0,force:!0}),this.pair.onChange())}gap(){let{index:t,length:e}=this.pair;return!this.track.byTime||t>=e?0:this.pair.elapsedAt(t+1)-this.pair.time}move(t){
let e=this.pair.index+t;return e<0||e>this.pair.length?!1:(this.pair.show(e),!0)}rewind(){this.pair.index>=this.pair.length&&this.pair.show(0)}update(t,e){this.
views.update(),this.chapters.update(t),this.updateTime(t,e),A(this.range,"aria-valuetext",`${_(e)}, ${t} of ${this.pair.length}`),this.back.disabled=this.first.
disabled=t<=0,this.forward.disabled=this.last.disabled=t>=this.pair.length,w(this.counter,`${y(t)} of ${y(this.pair.length)}`)}updateTime(t,e){w(this.clock,_(e)),
this.range.value=String(this.track.byTime?Math.round(e):t)}key(t){let e=pe(t,s=>this.acts[s.length===1?s.toLowerCase():s]);t.ctrlKey||t.metaKey||t.altKey||(t.stopPropagation(),
e&&(t.preventDefault(),e()))}acts={...de(this),n:()=>this.chapters.jump(this.pair.index,1),b:()=>this.chapters.jump(this.pair.index,-1),t:()=>this.setScale(this.
track.byTime?"steps":"time"),c:()=>this.pair.toggleCode()}};var zr="qlab player of two recordings: arrow keys step both, space plays, N and B go to chapters, K shows all keys",Me=class{constructor(t,e,{step:s,view:o,axis:i,
onStep:r,onView:a,onChange:c}={}){this.places=e.places,this.names=e.names,this.onStep=r??(()=>{}),this.onView=a??(()=>{}),this.onChange=c??(()=>{}),this.shows=o??
"stage",this.index=-1,this.time=0;let l=e.tracks.map(()=>h("div",{class:"q-half-slot"}));this.notes=e.tracks.map(()=>h("small",{})),this.halves=e.tracks.map((b,m)=>this.
half(l[m]??t,b,e.names[m]??"")),this.chapters=this.findChapters(),this.controls=new qe(this,i??"steps");let d=l.map((b,m)=>this.section(b,m)),p=h("div",{class:"\
q-halves"},...d),f={class:"qlab-player q-pair",tabindex:"0",role:"group","aria-label":zr};this.root=h("div",f,p,this.controls.bar),x(this.root,"shows",this.shows),
this.root.addEventListener("keydown",b=>this.controls.key(b),{capture:!0}),t.replaceChildren(this.root),this.show(s??Math.min(1,this.length),{quiet:!0})}half(t,e,s){
let o=new gt(t,e,{step:0,view:this.shows,onView:i=>this.look(i)});return o.root.removeAttribute("tabindex"),o.root.setAttribute("aria-label",s),o.drawer.element.
setAttribute("aria-label",`the difference: ${s}`),o}section(t,e){let s=h("h2",{class:"q-half-name"},this.names[e]??""," ",this.notes[e]);return h("div",{class:"\
q-half",role:"group","aria-label":this.names[e]??""},s,t)}get length(){return this.places.length-1}get held(){return this.halves.map(t=>t.data.length)}elapsedAt(t){
let e=this.places[t]??[];return Math.max(...this.halves.map(({data:s},o)=>s.elapsedAt(e[o]??0)))}moves(t,e){return e>0&&this.places[e]?.[t]!==this.places[e-1]?.[t]}findChapters(){
return this.places.flatMap((t,e)=>t.flatMap((s,o)=>{let{data:i}=this.halves[o];return(this.moves(o,e)?i.chapters.filter(({step:a})=>a===s):[]).map(({title:a})=>({
step:e,title:`${a}, ${this.names[o]??""}`}))}))}show(t,{quiet:e=!1,force:s=!1}={}){let o=Math.max(0,Math.min(Number(t)||0,this.length));if(o===this.index&&!s)return;
this.index=o;let i=this.elapsedAt(o);this.time=i,this.halves.forEach((r,a)=>{this.showHalf(r,a,i)}),this.controls.update(o,i),e||this.onStep(o)}flow(t){this.time=
t;for(let e of this.halves)e.flow(e.data.start+t-e.data.at(e.index));this.controls.updateTime(this.index,t)}get pace(){return Math.max(...this.halves.map(t=>t.pace))}showHalf(t,e,s){
let[o,i]=[this.places[this.index]?.[e]??0,this.places[this.index-1]?.[e]],r=o===i||this.index===0;t.playing=this.controls.playing,t.controls.track.scale=this.controls.
track.scale,t.show(o,{quiet:!0,force:o===t.index,at:t.data.start+s});let a=`step ${y(o)} of ${y(t.data.length)}`;w(this.notes[e]??t.root,r&&this.index?`${a}, no\
thing new`:a),x(t.root,"still",String(r))}look(t){if(t!==this.shows){this.shows=t,x(this.root,"shows",t);for(let e of this.halves)e.look(t);this.controls.update(
this.index,this.elapsedAt(this.index)),this.onView(t)}}toggleCode(){for(let t of this.halves)t.toggleCode()}get linked(){let{playing:t,track:e}=this.controls;return{
step:this.index,view:this.shows,speed:t.rate,axis:e.scale}}open({step:t,view:e,speed:s,axis:o}){e&&this.look(e),o&&this.controls.setScale(o),s&&this.controls.playing.
setRate(s),t!==void 0&&this.show(t,{quiet:!0})}key(t){this.controls.key(t)}predict(){}grow(t,e){let s=this.halves.map((o,i)=>{let r=t.tracks[i];return r?o.grow(
r):!1});return this.places=t.places,this.chapters=this.findChapters(),this.controls.refresh(),this.show(e??this.index,{quiet:!0,force:s.some(Boolean)}),s.some(Boolean)}follows(t){
return t.tracks.every((e,s)=>e.from<=(this.held[s]??0))}destroy(){this.controls.playing.stop();for(let t of this.halves)t.destroy();this.root.remove()}};var Vn=(n,t,e)=>"tracks"in t?new Me(n,t,e):new gt(n,t,e);var Un=1e4,Kr=Vn;function Gr({model:n,el:t}){let e=p=>{n.set("step",p),n.save_changes()},s=p=>{n.set("view",p),n.save_changes()},o=p=>{n.set("answers",p),n.save_changes()},
i={step:n.get("step"),view:n.get("view"),onStep:e,onView:s,onAnswer:o},r=Kr(t,JSON.parse(n.get("data")),i),a="asking"in r?Hr(r,n):()=>{};n.get("predict")&&r.predict(
!0,n.get("questions"));let c=()=>r.show(n.get("step"),{quiet:!0}),l=()=>r.look(n.get("view")),d=Yr(r,n);return n.on("change:step",c),n.on("change:view",l),n.on(
"msg:custom",d),()=>{n.off("change:step",c),n.off("change:view",l),n.off("msg:custom",d),a(),r.destroy()}}function Hr({asking:n},t){if(!t.get("in_class"))return()=>{};
let e=()=>n.votes.show(t.get("votes"));return n.votes.connect((s,o)=>t.send({class:s,step:o})),t.on("change:votes",e),()=>t.off("change:votes",e)}function Yr(n,t){
let e=-Un,s=()=>{performance.now()-e<Un||(e=performance.now(),t.send({after:n.held}))};return s(),o=>{if(!("steps"in o||"tracks"in o))return;let i=o;n.follows(i)?
n.grow(i,o.show??void 0):s()}}var lu={render:Gr};export{lu as default,Kr as mount};
