// qlab's widgets, bundled by esbuild 0.28.2 from sources with SHA-256 eade907ca04131ab3677f373d1b2c291b570597134a60f47781d9d3f1dc4c45f
var os="\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{d800}-\\u{dfff}\\u{e0000}-\\u{e007f}",
u={WAIT:"wait",ACTIVE:"active",PAUSED:"paused",DELAYED:"delayed",PRIORITIZED:"prioritized",PRIORITY_COUNTER:"pc",COMPLETED:"completed",FAILED:"failed",WAITING_CHILDREN:"\
waiting-children",MARKER:"marker",EVENTS:"events",META:"meta",ID:"id",STALLED:"stalled",STALLED_CHECK:"stalled-check",LIMITER:"limiter",REPEAT:"repeat",SCHEDULER:"\
scheduler",DEDUPLICATION:"de",DEDUPLICATION_NEXT:"dn",METRICS:"metrics",METRICS_DATA:"metrics-data",LEGACY_PRIORITY:"priority",LEGACY_DELAY:"delay",LEGACY_PAUSED:"\
meta-paused",JOB:"job",LOCK:"lock",LOGS:"logs",DEPENDENCIES:"dependencies",PROCESSED:"processed",CHILD_FAILURES:"child-failures",UNSUCCESSFUL:"unsuccessful",RELAY:"\
relay",UNKNOWN:"unknown"},q={WAITING:"waiting",PRIORITIZED:"prioritized",DELAYED:"delayed",WAITING_CHILDREN:"waiting-children",ACTIVE:"active",COMPLETED:"comple\
ted",FAILED:"failed",UNKNOWN:"unknown"},ns={waiting:"The job is ready and waits in line for a worker.",prioritized:"The job is ready, in line by priority, after\
 jobs without one.",delayed:"The job may not start before a set moment: a delay or a backoff.","waiting-children":"The job waits for its child jobs to finish.",
active:"A worker has the job, and a lock on it that it must keep renewing.",completed:"The job is done, and its return value is kept.",failed:"The job failed fo\
r good: no attempts are left, or the error forbade another.",unknown:"No list or set of the queue holds the job's id: it does not exist, or it is orphaned."},L=[
["completed","completed"],["failed","failed"],["delayed","delayed"],["prioritized","prioritized"],["active","active"],["wait","waiting"],["paused","waiting"],["\
waiting-children","waiting-children"]],is=["prioritized","wait","paused"],Te=["completed","failed"],rs={lock:"lock",logs:"logs",dependencies:"dependencies",processed:"\
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
llMQ makes."]},as="no longer: ",hs="\0job\0",ls=200,H=["wait","active","completed","prioritized","waiting-children","failed","delayed","paused"],V=["wait","acti\
ve","delayed","completed","failed"],Se=["delayed","prioritized"],cs={wait:["head: new jobs","tail: next to run"],paused:["head: newest","tail: oldest"],active:[
"head: taken last","tail: taken first"],logs:["head: oldest","tail: newest"],"metrics-data":["head: latest","tail: oldest"]},rt={list:"list",zset:"sorted set",set:"\
set",hash:"hash",string:"string",stream:"stream"},Oe={list:["element","elements"],set:["member","members"],zset:["member","members"],hash:["field","fields"],stream:[
"entry","entries"],string:["byte","bytes"]},$t={NAME:"name",OPTIONS:"opts",ATTEMPTS_MADE:["atm","attemptsMade"]},ds={EVENT:"event",JOB_ID:"jobId"},Tt={READY:"0",
DUE:"1"};var O=(o,t,e)=>`${o}:${t}:${e}`;function Q(o,t,e,s){let n=`${o}:${t}:${e}`;return s===void 0?n:`${n}:${rs[s]}`}var N=(o,t)=>`${o}
${t}`;function tt(o){let[t="",e=""]=o.split(`
`);return[t,e]}function us(o,t){if(o===t)return 0;let[e,s]=[ps(o),ps(t)],n=e.findIndex((i,r)=>i!==s[r]);return n<0?-1:(e[n]??-1)-(s[n]??-1)}var ps=o=>[...o].map(t=>nn(t.codePointAt(
0)??0)),nn=o=>o>>8===220?o-56320:o,fs=(o,t)=>o[1]-t[1]||us(o[0],t[0]),St=([o],[t])=>o<t?-1:o>t?1:0,et=o=>typeof o=="string"?Number(o.replace("inf","Infinity")):
o,rn={hash:o=>new Map(Object.entries(o).sort(St)),zset:o=>o.map(([t,e])=>[t,et(e)]).sort(fs)},ms={string:(o,t)=>t,list:hn,members:ln,hash:cn,zset:dn,stream:(o,t)=>o.
slice(t.trim).concat(t.append)},an=Object.keys(ms);function hn(o,t){let e=o.slice();for(let[s,n,i]of t)e.splice(s,n,...i);return e}function ln(o,t){let e=o.filter(
s=>!t.del.includes(s));return[...new Set([...e,...t.add])].sort(us)}function cn(o,t){let e=new Map(o);for(let s of t.del)e.delete(s);for(let[s,n]of Object.entries(
t.set))e.set(s,n);return new Map([...e].sort(St))}function dn(o,t){let e=new Map(o);for(let s of t.del)e.delete(s);for(let[s,n]of Object.entries(t.set))e.set(s,
et(n));return[...e].sort(fs)}function wt(o,t,e){let s=rn[t.type]?.(t.value)??t.value,n=t.expires_at===null?null:t.expires_at-e,i=new Map(Object.entries(t.words??
{})),{encoding:r,expires_at:a,size:l}=t;return{name:o,type:t.type,encoding:r,expires:a,life:n,value:s,size:l,words:i,job:null}}function gs(o,t,e){let s=an.find(
l=>l in t),n=s?ms[s](o.value,t[s]):o.value,i=t.expires_at,r=i===null?null:i===o.expires?o.life:i-e,a=t.words?new Map([...o.words,...Object.entries(t.words)]):o.
words;return{...o,job:null,encoding:t.encoding,expires:i,life:r,value:n,words:a}}function Y(o){return o.size!==void 0?o.size:o.type==="hash"?o.value.size:typeof o.
value=="string"?pn(o.value):o.value.length}var pn=o=>[...o].reduce((t,e)=>t+un(e.codePointAt(0)??0),0),un=o=>o<128||o>>8===220?1:o<2048?2:o<65536?3:4;function at(o){
return!o||!Array.isArray(o.value)||o.type==="stream"?[]:o.type==="zset"?o.value:o.value.map(t=>[t,null])}function R(o){return Number.isFinite(o)?Number.isInteger(o)?String(BigInt(o)):String(o):o>0?"inf":"-inf"}var y=o=>o.toLocaleString("en"),$=(o,t,e=`${t}s`)=>`${y(
o)} ${o===1?t:e}`;function _(o){let[t="",e=""]=(Math.abs(o)/1e3).toFixed(3).split(".");return`${o<0?"-":"+"}${t.replace(/\B(?=(\d{3})+$)/g," ")}.${e} s`}var st=o=>`${(o/1e3).toFixed(
3)} s`,fn=o=>o%1===.5?2*Math.round(o/2):Math.round(o),Ot=o=>o<1e5?st(o):U(1e3*fn(o/1e3));function Lt(o){return o===0?"due now":o>0?`due in ${Ot(o)}`:`overdue by\
 ${Ot(-o)}`}var ws=(o,t)=>o===null?"never expires now":o>t?`expires ${At(o-t)}`:At(o-t),At=o=>o>0?`in ${Ot(o)}`:`${Ot(-o)} ago`,mn=[["d",864e5],["h",36e5],["min",
6e4],["s",1e3]];function U(o){if(!(o<1e15))return`${o.toPrecision(4)} ms`;let t=o;return mn.map(([s,n])=>{let i=s==="s"?t/n:Math.floor(t/n);return t-=Math.floor(
t/n)*n,i?`${i} ${s}`:""}).filter(Boolean).join(" ")||"0 s"}var bs=o=>o<1e5?`${(o/1e3).toFixed(1)} s`:U(1e3*Math.floor(o/1e3));function Nt(o,t){let e=new RegExp(
`((?:\\d+ (?:d|h|min) ?){${t}}).*`);return o.replace("overdue by","late by").replace(e,"$1").trim()}function bt(o){let t=new Date(o);return Number.isNaN(t.getTime())?
`${o} ms since 1970`:t.toISOString()}var gn=new RegExp(`[${os}]`,"gu"),It=(o,t)=>o.toString(16).padStart(t,"0");function wn(o){let t=o.codePointAt(0)??0;return o==="\r"?"\\r":t>=56448&&t<=56575?`\\x${It(
t-56320,2)}`:t<128?`\\x${It(t,2)}`:t<65536?`\\u${It(t,4)}`:`\\U${It(t,8)}`}var P=o=>String(o).replace(gn,wn),B=o=>P(o).replace(/\n/g,"\\n").replace(/\t/g,"\\t");
function Z(o,t){if(o.length<=t)return o;let e=/[\ud800-\udbff]/.test(o[t-2]??"")?t-2:t-1;return`${o.slice(0,e)}…`}var g=(o,t)=>Z(B(o),t);var Dt=(o,t)=>[Math.floor(o/t),o-Math.floor(o/t)*t],X=o=>Dt(o,4096)[0],Ne=o=>Dt(o,4294967296)[0],bn=Math.log2(4294967296),xn=Math.log2(9007199254740992),Rt=o=>({
value:t,now:e,start:s})=>({label:_(t-s),meaning:`${o} ${bt(t)}, ${At(t-e)}`});function yn({value:o,now:t}){let[e,s]=Dt(o,4096),n=Math.abs(o)>9007199254740992?` \
(above 2^${xn} a score loses its sequence)`:"",i=Lt(e-t);return{label:i,meaning:`${e} ms × ${4096} + ${s} → ${i}${n}`}}function vn({value:o}){let[t,e]=Dt(o,4294967296),
s=e?`ticket ${e}`:"at the front";return{label:s,meaning:`${t} × 2^${bn} + ${e} → priority ${t}, ${s}`}}function kn({member:o,value:t,now:e}){let s={[Tt.READY]:"\
an idle worker wakes and looks for a job now",[Tt.DUE]:`a worker without work sleeps until the next delayed job, ${Lt(t-e)}`},n=Object.values(Tt).join(" and ");
return{label:"",meaning:s[o]??`not a marker that BullMQ sets (it knows ${n})`}}function En({member:o,value:t,now:e}){let s=Lt(t-e);return{label:s,meaning:`${bt(
t)} → next job of scheduler ${g(o,60)} ${s}`}}var qn={[u.DELAYED]:yn,[u.PRIORITIZED]:vn,[u.MARKER]:kn,[u.COMPLETED]:Rt("finished"),[u.FAILED]:Rt("finished"),[u.
WAITING_CHILDREN]:Rt("waiting since"),[u.UNSUCCESSFUL]:Rt("failed"),[u.REPEAT]:En,[u.LEGACY_PRIORITY]:({value:o})=>({label:R(o),meaning:`priority ${R(o)}, no lo\
nger read`})};function j(o,t,e,s,n){return Number.isFinite(e)?qn[o]?.({member:t,value:e,now:s,start:n})??{label:R(e),meaning:""}:{label:R(e),meaning:"not a fini\
te number: BullMQ sets no such score"}}var Mn={name:"",tries:"",made:0,allowed:1},$n=10*365*864e5,jt=class{constructor(t,e,s,n,i=!1){this.data=t,this.index=e,this.selected=s,this.step=t.step(e),this.
at=Math.max(n??0,t.at(e)),this.byTime=i,this.state=t.state(e),this.before=e>0?t.state(e-1):this.state;let r=this.step?.changes??[];this.kinds=new Map(r.map(a=>[
a.key,this.kind(a)])),this.appended=new Map(r.map(a=>[a.key,a.stream?.append.length??this.entered(a)])),this.moves=_t(this.step?.moves??[]),this.places=null}get between(){
return this.byTime&&this.at>this.data.at(this.index)}kind(t){return t.del?"gone":t.set&&!this.before.has(t.key)?"born":"changed"}entered({key:t,set:e}){if(e?.type!==
"stream")return 0;let s=this.before.get(t),n=new Set(s?.type==="stream"?s.value.map(([i])=>i):[]);return e.value.filter(([i])=>!n.has(i)).length}fresh(t){return this.
appended.get(t)??0}hash(t,e){let s=this.state.get(Q(this.data.prefix,t,e));return s?.type==="hash"?s:null}job(t,e){let s=this.hash(t,e);return s?(s.job??={name:s.
value.get($t.NAME)??"",...Tn(s.value)},s.job):Mn}stateOf(t,e){return this.places??=this.findPlaces(),this.places.get(N(t,e))??q.UNKNOWN}findPlaces(){let t=new Map;
for(let e of this.data.queues)for(let[s,n]of L)for(let[i]of at(this.state.get(O(this.data.prefix,e,s)))){let r=N(e,i);t.has(r)||t.set(r,n)}return t}jobs(){let t=new Map;
for(let e of this.kinds.keys()){let{queue:s,job:n}=this.data.key(e);n!==null&&t.set(N(s,n),{queue:s,job:n})}return t}};function _t(o){let t=new Map;for(let[e,s,
n,i]of o){let r=t.get(N(e,s));t.set(N(e,s),[e,s,r?r[2]:n,i])}return t}function Tn(o){try{let t=JSON.parse(o.get($t.OPTIONS)??"{}").attempts??1,e=Number($t.ATTEMPTS_MADE.
map(s=>o.get(s)).find(s=>s!==void 0)??0);return{made:e,allowed:t,tries:t>1?`${e}/${t}`:""}}catch{return{made:0,allowed:1,tries:""}}}var Ct=class{constructor(t){
this.data=t,this.upTo=0,this.by=new Map}of(t){for(;this.upTo<this.data.length;this.upTo+=1){let{at:e,changes:s}=this.data.step(this.upTo+1);for(let n of s)this.
look(n,e)}return this.by.get(t)??0}look(t,e){if(this.data.key(t.key).role!==u.DELAYED)return;let s=Math.max(0,...Sn(t).map(n=>X(et(n))-e));s<$n&&this.by.set(t.key,
Math.max(this.by.get(t.key)??0,s))}};function Sn({zset:o,set:t}){return o?Object.values(o.set):t?.type==="zset"?t.value.map(([,e])=>e):[]}function h(o,t={},...e){let s=document.createElement(o);for(let[n,i]of Object.entries(t))On(s,n,i);for(let n of e.flat())n==null||n===""||s.append(n instanceof Node?
n:P(n));return s}function On(o,t,e){if(!(e==null||e===!1))if(t==="class")o.className=e;else if(t==="text")o.textContent=P(e);else if(t==="data")Object.assign(o.
dataset,e);else if(t==="on")for(let[s,n]of Object.entries(e))o.addEventListener(s,n);else o.setAttribute(t,e===!0?"":e)}var v=(o,t,e={},...s)=>h("button",{type:"\
button",class:o,on:{click:t},...e},...s),ht=(...o)=>h("thead",{},h("tr",{},...o.map(t=>h("th",{scope:"col"},t))));function w(o,t){let e=P(t);o.textContent!==e&&
(o.textContent=e)}function x(o,t,e){o.dataset[t]!==e&&(o.dataset[t]=e)}function S(o,t,e){o.style.getPropertyValue(t)!==e&&o.style.setProperty(t,e)}function A(o,t,e){
o.getAttribute(t)!==e&&(e===null?o.removeAttribute(t):o.setAttribute(t,e))}function k(o,t){let e=o.firstChild;for(let s of t){if(e&&e!==s&&e.nextSibling===s){let n=e;
e=s,o.appendChild(n)}e===s?e=e.nextSibling:o.insertBefore(s,e)}for(;o.childNodes.length>t.length;)o.lastChild?.remove()}var ys=(o,t)=>t===null?o:`${o}: job ${g(t,14)}`,lt=class{constructor(t,e){this.chapters=t,this.go=e;let s={change:()=>this.choose()},n="Chapters (N: the next on\
e, B: the one before)";this.element=h("select",{class:"q-chapters","aria-label":"chapters",title:n,on:s}),this.refresh()}refresh(){let t=this.chapters(),e=t.map(
({step:s,title:n},i)=>h("option",{value:i},`${s} · ${n}`));this.element.replaceChildren(h("option",{value:""},"Chapters"),...e),this.element.disabled=!t.length}choose(){
let t=this.chapters()[Number(this.element.value)];this.element.value&&t&&this.go(t.step)}jump(t,e){let s=this.chapters().map(({step:i})=>i),n=e>0?s.find(i=>i>t):
s.findLast(i=>i<t);n!==void 0&&this.go(n)}update(t){let e=this.chapters().findLastIndex(({step:s})=>s<=t);this.element.value=e<0?"":String(e)}};function Pt(o,t,e,s){let n=a=>o.words[a]??"";if(t.lines)return t.lines.map(([a,l,c,d,p])=>[a,l,c,d,n(p)]);let i=[];for(let a of An({data:o,change:t,before:e,at:s})){
if(i.length===ls)break;i.push(a)}let r=t.means?i.filter(([a])=>a==="added"||a==="removed"):[];for(let[a,l]of r.entries())l[4]=Es(l[0],n(t.means?.[a]??-1));return i}
function*An(o){let{change:t,before:e}=o;t.del?yield*Ln(o):t.set?yield*Nn(o):e&&(yield*In(o,e))}function*Ln({data:o,change:t,before:e,at:s}){if(e){yield["gone","",
e.type,null,Ms(o,t)];for(let[n,i,r]of ks(o,e,s))yield xt(n,i,r)}}function*Nn({data:o,change:t,at:e}){if(!t.set)return;let s=wt(t.key,t.set,e);yield["born","",null,
s.type,Ms(o,t)];for(let[n,i,r]of ks(o,s,e))yield["added",n,null,i,r];s.expires!==null&&(yield qs(null,s.expires,e))}function*In(o,t){let{change:e,at:s}=o;e.string!==
void 0&&(yield["changed","",String(t.value),e.string,Ts(o,"")]),e.list&&(yield*Rn(t.value,e.list)),e.members&&(yield*Dn(e.members)),e.hash&&(yield*jn(o,t,e.hash)),
e.zset&&(yield*Cn(o,t,e.zset)),e.stream&&(yield*_n(e.stream)),t.expires!==e.expires_at&&(yield qs(t.expires,e.expires_at,s)),t.encoding!==e.encoding&&(yield["en\
coding","",t.encoding,e.encoding,""])}function*Rn(o,t){let e=t.length>1?o.slice():o;for(let[s,n,i]of t){let r=e.slice(s,s+n);for(let[a,l]of r.entries())yield xt(
`[${s+a}]`,l,"");for(let[a,l]of i.entries())yield["added",`[${s+a}]`,null,l,""];t.length>1&&e.splice(s,n,...i)}}function*Dn(o){for(let t of o.del)yield xt("",t,
"");for(let t of o.add)yield["added","",null,t,""]}function*jn(o,t,e){let s=t.type==="hash"?t.value:new Map;for(let[n,i]of Ss(e.set,e.del)){let r=s.get(n)??null;
i===null?yield xt(n,r??"",o.data.word(t,n)):yield[r===null?"added":"changed",n,r,i,Ts(o,n)]}}function*Cn({data:o,change:t,at:e},s,n){let i=new Map(s.type==="zse\
t"?s.value:[]),{role:r}=o.key(t.key),a=(l,c)=>j(r,l,c,e,o.start).meaning;for(let[l,c]of Ss(n.set,n.del)){let d=i.get(l),p=d===void 0?null:R(d);c===null?yield xt(
l,p??"",d===void 0?"":a(l,d)):yield[p===null?"added":"changed",l,p,R(et(c)),a(l,et(c))]}}function*_n(o){let t=o.trim===1?"entry":"entries";o.trim&&(yield["trimm\
ed","",String(o.trim),null,`${t} trimmed off the beginning`]);for(let e of o.append)yield["added",e[0],null,$s(e),""]}function*ks(o,t,e){if(t.type==="zset")yield*Pn(
o,t,e);else if(t.type==="hash")for(let[s,n]of t.value)yield[s,n,o.word(t,s)];else if(t.type==="list")for(let[s,n]of t.value.entries())yield[`[${s}]`,n,""];else if(t.
type==="set")for(let s of t.value)yield["",s,""];else if(t.type==="stream")for(let s of t.value)yield[s[0],$s(s),""];else yield["",String(t.value),o.word(t,"")]}
function*Pn(o,t,e){let{role:s}=o.key(t.name);for(let[n,i]of t.value)yield[n,R(i),j(s,n,i,e,o.start).meaning]}var Es=(o,t)=>o==="removed"&&t?as+t:t,xt=(o,t,e)=>[
"removed",o,t,null,Es("removed",e)],qs=(o,t,e)=>["ttl","",vs(o),vs(t),ws(t,e)],vs=o=>o===null?null:String(o),Ms=(o,t)=>G[o.key(t.key).role]?.[1]??"",$s=([,o])=>o.
map(([t,e])=>`${t}=${e}`).join(" "),Ts=({data:o,change:t},e)=>o.words[t.words?.[e]??-1]??"",Ss=(o,t)=>[...Object.entries(o),...t.map(e=>[e,null])].sort(St);var ct=32,Os=5,Bn=6,Bt=class{constructor(t){this.prefix=t.prefix,this.start=t.start,this.began=t.at,this.note=t.note,this.watched=t.watched,this.steps=[],this.names=
new Map,this.words=[],this.kept=new Map,this.used=new Set,this.queues=[],this.chapters=[],this.grow(t);let e=new Map(Object.entries(t.keys).map(([s,n])=>[s,wt(s,
n,t.at)]));this.frames=[e];for(let s of e.keys())this.use(s)}grow(t){let e=t.steps.slice(this.steps.length-t.from);if(t.from>this.steps.length||!e.length&&this.
steps.length)return!1;for(let[n,[i,r,a,l]]of Object.entries(t.names))this.names.set(n,{name:n,queue:i,role:r,job:a,detail:l});t.words.forEach((n,i)=>{this.words[t.
wordsFrom+i]=n}),this.steps.push(...e);for(let{index:n,commands:i,chapters:r=[]}of e){for(let a of i)a[2]??=a[1].slice(0,1),a[1]=Wn(a);this.chapters.push(...r.map(
([a,,l])=>({step:n,title:ys(a,l)})))}let s=new Set([...this.names.values()].map(n=>n.queue).filter(Boolean));this.queues=As([...s].sort(),this.steps);for(let n of e.
flatMap(i=>i.changes))this.use(n.key);return e.length>0}use(t){let{queue:e,role:s}=this.key(t);this.used.add(`${e}
${s}`)}hasUsed(t,e){return this.used.has(`${t}
${e}`)}queuesAt(t){let e=this.steps.slice(Math.max(0,t-Os-1),t+Os),[s]=As([...this.queues],e);return s===void 0?[]:[s,...this.queues.filter(n=>n!==s)]}get length(){
return this.steps.length}step(t){return this.steps[t-1]}at(t){return this.step(t)?.at??this.began}elapsedAt(t){return this.at(t)-this.start}key(t){return this.names.
get(t)??{name:t,queue:"",role:u.UNKNOWN,job:null,detail:null}}state(t){let e=this.kept.get(t);if(e)return e;let s=this.replay(t);this.kept.set(t,s);let[n]=this.
kept.keys();return this.kept.size>Bn&&n!==void 0&&this.kept.delete(n),s}replay(t){let e=Math.min(Math.floor(t/ct),this.frames.length-1)*ct,s=this.frames[e/ct];for(let[
i,r]of this.kept)i>e&&i<t&&([e,s]=[i,r]);let n=new Map(s);for(let i=e+1;i<=t;i+=1){let r=this.step(i);for(let a of r?.changes??[])Ie(n,a,this.at(i));i%ct===0&&!this.
frames[i/ct]&&(this.frames[i/ct]=new Map(n))}return n}lines(t,e){return Pt(this,e,this.state(t.index-1).get(e.key),t.at)}word(t,e){return this.words[t.words.get(
e)??-1]??""}find(t){return this.steps.filter(t).map(e=>e.index)}concerns(t,e,s){let n=(i,r)=>(e===""||i===e)&&(s===""||r===s);return n(t.queue,t.job)||t.moves.some(
i=>n(i[0],i[1]))?!0:t.changes.some(i=>n(this.key(i.key).queue,this.key(i.key).job))}},Wn=([,o,t])=>o.map(e=>typeof e=="number"?t[e]??"":e);function Ie(o,t,e){let s=o.
get(t.key);t.del?o.delete(t.key):t.set?o.set(t.key,wt(t.key,t.set,e)):s&&o.set(t.key,gs(s,t,e))}function As(o,t){let e=new Map(o.map(s=>[s,0]));for(let{queue:s}of t)
s!==null&&e.set(s,(e.get(s)??0)+1);return o.sort((s,n)=>(e.get(n)??0)-(e.get(s)??0))}function Re(o){let e=o.getRootNode().activeElement;return e instanceof HTMLElement&&o.contains(e)?e:null}function Ls(o,t){t&&Re(o)!==t&&(t.isConnected?t:o).focus(
{preventScroll:!0})}var Fn=1e3,zn=["first","second"],Wt=class{constructor(){this.tell=null,this.step=0,this.timer=0,this.votes=null;let t=(n,i)=>v("q-view",()=>this.tell?.(n,this.step),
{data:{move:n}},i);this.moves=[t("discuss","Discuss"),t("again","Vote again"),t("bars","Show bars")],this.told=h("b",{role:"status"});let e=h("span",{class:"q-v\
iews"},...this.moves);this.head=h("div",{class:"q-class-head"},this.told,e),this.rows=h("div",{});let s={class:"q-class",tabindex:"0",role:"group","aria-label":"\
the class"};this.element=h("div",s,this.head,this.rows),this.element.hidden=!0}connect(t){this.tell=t}ask(t){!this.tell||this.step===t||(this.step=t,this.votes=
null,this.tell("ask",t),clearInterval(this.timer),this.timer=window.setInterval(()=>this.tell?.("count",t),Fn))}reveal(t){this.step===t&&(this.stop(),this.tell?.(
"reveal",t))}stop(){clearInterval(this.timer),this.timer=0}show(t){t.step===this.step&&(this.votes=t,this.draw())}update(t){this.element.hidden=!this.tell||!this.
step||t!==this.step,this.element.hidden||this.draw()}draw(){let{votes:t}=this,[e=[],s="count"]=[t?.voted,t?.shown];w(this.told,t?.said??`${$(e.at(-1)??0,"vote")}`);
let n=this.timer!==0&&!t?.said;for(let i of this.moves)i.hidden=!n;this.enable("discuss",e.length===1&&(s==="ask"||s==="count")),this.enable("again",e.length===
1&&(s==="discuss"||s==="bars")),this.enable("bars",s!=="bars"),this.rows.replaceChildren(...(t?.bars??[]).map(i=>Kn(i,e)))}enable(t,e){for(let s of this.moves)s.
dataset.move===t&&(s.disabled=!e)}};function Kn([o,t,e],s){let n=e===null?"":e?"✓ ":"✗ ",i=t.map((a,l)=>{let c=Math.round(100*a/Math.max(1,s[l]??0)),d=h("sp\
an",{class:"q-class-bar"});d.style.setProperty("--q-share",`${c}%`);let p=t.length>1?`${zn[l]} `:"";return h("span",{class:"q-class-round"},d,h("small",{},`${p}${y(
a)} (${c} %)`))}),r={option:o,right:String(e)};return h("div",{class:"q-class-row",data:r},h("code",{},`${n}${B(o)}`),h("span",{},...i))}var Gn="http://www.w3.org/2000/svg";function E(o,t,...e){let s=document.createElementNS(Gn,o);for(let[n,i]of Object.entries(t))s.setAttribute(n,String(i));return s.
append(...e),s}var Ns={[q.WAITING]:"M2 6h3v4H2zM6.5 6h3v4h-3zM11 6h3v4h-3z",[q.PRIORITIZED]:"M8 1.5 14.5 8 8 14.5 1.5 8z",[q.DELAYED]:"M8 1.5A6.5 6.5 0 1 1 8 14.5 6.5 6.5 0 0 \
1 8 1.5M8 4.5V8.3L10.6 10",[q.WAITING_CHILDREN]:"M8 2v5M8 7H3.5v4M8 7h4.5v4M2 11h3v3H2zM11 11h3v3h-3z",[q.ACTIVE]:"M4 2.5 13 8 4 13.5z",[q.COMPLETED]:"M2.5 8.5 \
6.3 12.3 13.5 4",[q.FAILED]:"M3.5 3.5 12.5 12.5M12.5 3.5 3.5 12.5",[q.UNKNOWN]:"M5.5 6A2.5 2.5 0 1 1 8.6 8.4Q8 8.7 8 10M8 12.2V12.6",first:"M4 3v10M13 3 6 8l7 5\
z",back:"M11 3 4.5 8 11 13z",forward:"M5 3 11.5 8 5 13z",last:"M12 3v10M3 3 10 8l-7 5z",play:"M4 2.5 13 8 4 13.5z",pause:"M5 3v10M11 3v10",removed:"M3 4.5h10M6 \
4.5V2.8h4v1.7M4.5 4.5l.7 9h5.6l.7-9",job:"M2 8h8M7 4.5 10.5 8 7 11.5M13.5 3v10",lock:"M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",bell:"M3 11.5h10M4 11.5V8a4\
 4 0 0 1 8 0v3.5M7 13.8h2",tape:"M1.5 4h13v8h-13zM4 4v8M12 4v8"};function T(o,t=16){let e={viewBox:"0 0 16 16",width:t,height:t},s=E("path",{d:Ns[o]??Ns[q.UNKNOWN]??
""});return E("svg",{...e,"aria-hidden":"true",class:`q-icon q-icon-${o}`},s)}var Hn="lock not seen";function De(o,t,e){if(e&&!(o&&o.expires!==null&&o.expires>t))return{left:null,words:Hn};if(!o)return{left:null,words:"no lock"};if(o.expires===
null)return{left:null,words:"lock, no TTL"};let s=Math.max(o.expires-t,0);return{left:s,words:`${g(o.value,22)} · ${st(s)} left`}}function Is(o,t,e,s){o.showFoot(
"q-foot q-lock"),delete o.element.dataset.score;let{left:n,words:i}=De(t,e,s);if(o.foot.dataset.words===i)return;o.foot.dataset.words=i,o.foot.removeAttribute("\
title");let r=h("span");r.style.width=`${n===null||!t?.life?0:Math.min(100,100*n/t.life)}%`,k(o.foot,[T("lock",12),h("span",{},i),h("span",{class:"q-life"},r)])}var Rs=60,Yn={FAILED:"✕",DONE:"✓",RUNNING:"▸",LEFT:"▫"},Ds=5,_s=new Map(L);function yt({step:o,moves:t}){if(!o)return null;let e=[...t.values()].filter(
([,,i,r])=>i!==r),n=e.find(([i,r])=>i===o.queue&&r===o.job)??e[0]??null;return n?{queue:n[0],job:n[1],move:n}:o.queue!==null&&o.job!==null?{queue:o.queue,job:o.
job,move:null}:null}function Ps(o,t,e,s){let n=o.state.get(O(o.data.prefix,t,e)),i=at(n),r=e===u.DELAYED||e===u.PRIORITIZED?i.slice(0,Rs):i.slice(-Rs),a=i.find(
([d])=>s?.queue===t&&d===s.job);a&&!r.includes(a)&&r.unshift(a);let l=r.map(([d,p])=>js(o,t,e,d,p,s));return s?.queue===t&&s.move&&Vn(s.move,e)&&s&&l.push({...js(
o,t,e,s.job,null,s),gone:!0,note:"✖ removed"}),{role:e,count:n&&i.length?Y(n):0,items:l}}var Vn=([,,o,t],e)=>t===null&&e!==u.PAUSED&&_s.get(e)===o;function js(o,t,e,s,n,i){
let{name:r,made:a,allowed:l}=o.job(t,s),c=i?.queue===t&&i.job===s,d=Jn(o,t,e,s,n,c),p=l>1&&l<=Ds?Un(a,l,_s.get(e)??""):"",f=l>Ds?`${a}/${l}${d?" · ":""}${d}`:d;
return{job:s,id:g(s,14),name:g(r,24),pips:p,note:f,moves:c,gone:!1}}function Un(o,t,e){let{FAILED:s,DONE:n,RUNNING:i,LEFT:r}=Yn,a=e===q.COMPLETED&&o>0,l=a?n:e===
q.ACTIVE&&o<t?i:"";return(s.repeat(Math.max(0,a?o-1:o))+l).padEnd(t,r)}function Jn(o,t,e,s,n,i){if(e===u.DELAYED&&n!==null){let c=Cs(o,Nt(j(e,s,n,o.at,o.data.start).
label,2));return i?c:` ${c.replace("due in ","in ")}`}if(e!==u.ACTIVE||!i)return"";let r=o.state.get(Q(o.data.prefix,t,s,u.LOCK)),{left:a,words:l}=De(r,o.at,o.data.
watched);return a===null?r?.expires===null&&!o.data.watched?"lock":l:`lock ${Cs(o,st(a))}`}var Cs=({between:o},t)=>o?t.replace(/(\.\d)\d\d s$/,"$1 s"):t.replace(
/\.000 s$/," s");var je="removed",Bs=new Map(L),Ft=class{constructor(t,e){this.data=t,this.onAnswer=e,this.on=!1,this.steps=null,this.asking=0,this.answers=new Map}stops(t){return!this.
on||this.answers.has(t)||this.steps&&!this.steps.has(t)?!1:this.question(t)!==null}question(t){let e=this.data.step(t),s=yt({step:e,moves:_t(e?.moves??[])});if(!e||
!s?.move)return null;let{queue:n,job:i}=s,a=H.filter(l=>!V.includes(l)&&l!==u.PAUSED).filter(l=>this.data.hasUsed(n,l));return{step:t,queue:n,job:i,title:e.title,
choices:[...V,...a,je]}}answer(t){let e=this.data.step(this.asking),s=yt({step:e,moves:_t(e?.moves??[])});if(!s?.move)return null;let[n,i,,r]=s.move,a=r===null?
je:L.find(([,d])=>d===r)?.[0]??r,l=t===a||r!==null&&Bs.get(t)===r,c={step:this.asking,queue:n,job:i,guess:t,truth:a,right:l};return this.answers.set(this.asking,
c),this.asking=0,this.onAnswer([...this.answers.values()].filter(d=>d.guess)),c}};function Ws({job:o,guess:t,truth:e,right:s}){let n=e===je?`job ${o} is removed`:
`job ${o} is in \`${e}\``;if(s)return`✓ Right: ${n}.`;let i=ns[Bs.get(t)??""];return`✗ You said \`${t}\`, but ${n}.${i?` \`${t}\` would mean: ${i}`:""}`}var zt=class{constructor(t,e){this.player=t,this.quiz=new Ft(t.data,e),this.votes=new Wt}begin(t,e){this.quiz.on=t,this.quiz.steps=e?.length?new Set(e):null,this.
quiz.asking=0,this.votes.stop(),t&&this.player.shows!=="stage"?this.player.look("stage"):this.player.redraw()}stops(t){let{player:e,quiz:s}=this,n=s.asking===t;
return n&&(s.answer(""),this.votes.reveal(t)),n||e.shows!=="stage"||!s.stops(t)?!1:(e.index!==t-1&&e.show(t-1),s.asking=t,this.votes.ask(t),e.redraw(),!0)}choose(t){
let e=this.quiz.question(this.quiz.asking)?.choices[t-1];e!==void 0&&this.guess(e)}guess(t){let e=this.quiz.answer(t);e&&(this.votes.reveal(e.step),this.player.
show(e.step))}};function D(o,t=120){let e=P(o);if(e.length<=t)return h("code",{class:"q-raw"},e||'""');let s=h("code",{class:"q-raw"},Z(e,t)),n=h("button",{type:"button",class:"\
q-more","aria-expanded":"false"}),i=r=>{n.textContent=r?"show less":`show all (+${y(e.length-t+1)})`};return n.addEventListener("click",()=>{let r=n.getAttribute(
"aria-expanded")!=="true";n.setAttribute("aria-expanded",String(r)),s.textContent=r?e:Z(e,t),s.classList.toggle("q-whole",r),r?s.tabIndex=0:s.removeAttribute("t\
abindex"),i(r)}),i(!1),h("span",{},s," ",n)}function F(o){let t=document.createDocumentFragment(),e=P(o).split(/`([^`]{1,60})`/);for(let[s,n]of e.entries())t.append(
s%2?h("code",{},n):n);return t}var Qn={born:"✚ new",gone:"✖ gone",added:"+",removed:"−",changed:"~",trimmed:"− trimmed",size:"~ size",ttl:"~ TTL",encoding:"~ encoding"},Zn=240,Ce=o=>h(
"p",{class:"q-quiet"},o);function Fs(o,t){return t?t.changes.length?t.changes.map(e=>{let s=h("small",{class:"q-quiet"},o.key(e.key).role),n=o.lines(t,e).map(_e),
i=h("div",{},D(e.key,64)," ",s);return h("div",{class:"q-change",data:{touch:e.key}},i,h("ul",{},...n))}):[Ce("Nothing changed in Redis.")]:[Ce("Before the firs\
t step.")]}function _e([o,t,e,s,n]){let i=h("li",{data:{kind:o}},h("b",{class:"q-sign"},Qn[o]??o)," ");return t&&i.append(h("code",{class:"q-where"},`${g(t,Zn)}\
 `)),o!=="born"&&o!=="gone"&&i.append(...Xn(e,s)),n&&i.append(h("span",{class:"q-meaning"}," ",F(n))),i}function Xn(o,t){return o!==null&&t!==null?[h("del",{},D(
o,48))," → ",D(t,80)]:[D(t??o??"",80)]}function zs(o,t,e){if(!t?.commands.length)return[Ce(t&&t.script===null?"No script ran, or it was not traced.":"No comma\
nds.")];let s=t.commands.map(n=>h("li",{},ti(o,n,e)));return[h("ol",{class:"q-commands"},...s)]}function ti(o,[t,e,s],n){let i=e.map(p=>s.includes(p)?h("em",{},
g(p,90)):g(p,90)),r=[...new Set(s.map(p=>o.key(p).role))].join(", "),a={mouseenter:()=>n(s),focus:()=>n(s),mouseleave:()=>n([]),blur:()=>n([]),click:()=>n(s,!0)},
l=g([t,...e].join(" "),600),c=i.flatMap(p=>[" ",p]),d=r?h("small",{},` ${r}`):null;return h("button",{type:"button",class:"q-command",title:l,on:a},h("b",{},t),
...c,d)}function Kt(o,t){let e=o.step(t);if(!e)return`Beginning, before the first of ${$(o.length,"step")}.`;let s=e.changes.length?`${$(e.changes.length,"key")}\
 changed.`:"Nothing changed.";return`Step ${t} of ${o.length}, ${_(e.at-o.start)}. ${e.sentence} ${s}`}function Ks(o){let t=o.steps.map(e=>e.sentence).sort((e,s)=>e.
length-s.length);return Z(B(t[Math.floor(t.length*.9)]??""),220)}var Gt=["Python","TypeScript","NestJS"],Gs="Lua",ei="No script ran in this step, or it was not traced.",si=o=>`The script ${o} ran. Its Lua is not in this page,\
 or PyPI's bullmq has none of that name.

A page holds it when written with to_html(path, lua=True); in a notebook, qlab.Player shows it.`,oi=60,Ht=class{constructor(){this.language=Gt[0]??"",this.data=
null,this.step=void 0,this.at=0,this.buttons=[...Gt,Gs].map(s=>v("q-view",()=>this.choose(s),{data:{name:s}},s));let t=h("div",{class:"q-views",role:"group","ar\
ia-label":"language"},...this.buttons);this.back=v("q-button",()=>this.move(-1),{title:"The command before (,)","aria-label":"back"},"‹"),this.next=v("q-butto\
n",()=>this.move(1),{title:"The next command (.)","aria-label":"next"},"›"),this.running=h("span",{class:"q-code-command",role:"status"}),this.steps=h("div",{
class:"q-code-steps"},this.back,this.next,this.running);let e={class:"q-code-text",tabindex:"0",role:"group","aria-label":"code"};this.text=h("pre",e),this.element=
h("div",{class:"q-code"},t,this.steps,this.text)}update(t,e){e!==this.step&&(this.at=0),this.data=t,this.step=e,this.draw()}choose(t){this.language=t,this.draw()}move(t){
let e=(this.step?.commands.length??0)-1;this.at=Math.max(0,Math.min(this.at+t,e)),this.draw()}draw(){for(let s of this.buttons)A(s,"aria-pressed",String(s.dataset.
name===this.language));let t=this.language===Gs;if(this.steps.hidden=!t||!this.step?.lua.length||!this.step.commands.length,x(this.element,"language",this.language),
t)return this.drawLua();let{step:e}=this;return this.text.replaceChildren(e?this.call(e):"Before the first step.")}call({code:t}){let e=Gt.indexOf(this.language),
[s,n]=[this.data?.words[Number(t[e])]??"",t[e+Gt.length]];return P(n===void 0?s:s.replaceAll(hs,()=>String(n)))}word(t){return P(this.data?.words[t]??"")}drawLua(){
let{step:t}=this;if(!t?.lua.length)return this.text.replaceChildren(t?.script?si(t.script):ei);let[e="",s=[],,n=[]]=t.commands[this.at]??[],i=t.lua.flatMap(([d,
p],f)=>[`-- ${d}, as PyPI's bullmq ships it
`,...this.lit(p.map(b=>this.word(b)).join("").split(`
`),new Set(n[f]))]);this.text.replaceChildren(...i);let r=Math.max(0,...n.map(d=>d.length)),a=r>1?`; ${$(r,"line")} call it, and no trace tells which`:"",l=g([e,
...s].join(" "),oi);w(this.running,`command ${this.at+1} of ${t.commands.length}: ${l}${a}`),this.back.disabled=this.at===0,this.next.disabled=this.at>=t.commands.
length-1;let[c]=this.text.getElementsByTagName("mark");this.text.scrollTop=c?c.offsetTop-this.text.clientHeight/3:0}lit(t,e){let s=[],n="";return t.forEach((i,r)=>{
let a=`${String(r+1).padStart(4)}  ${i}
`;if(!e.has(r+1)){n+=a;return}s.push(n,h("mark",{},a)),n=""}),[...s,n]}};var ni=24,ii=5,Hs=[u.EVENTS,u.MARKER,u.META,u.ID],Pe=new Map(L),Yt=class{constructor(t,e){this.redraw=t,this.tab="changes",this.code=new Ht;let s=(l,c,d)=>v("q-\
view",()=>this.open(l),{data:{tab:l},title:d},c);this.tabs=[s("changes","Changes","What changed in Redis"),s("code","Code","The call and its Lua (C)")],this.title=
h("h3",{}),this.script=h("p",{class:"q-drawer-script"}),this.changes=h("div",{class:"q-changes"});let n={tabindex:"0",role:"group","aria-label":"what changed"};
this.body=h("div",{class:"q-drawer-body",...n},this.changes),this.scrolled=!1,this.body.addEventListener("scroll",()=>{this.scrolled=!0}),this.answer=h("div",{class:"\
q-answer",role:"status",tabindex:"0"});let i=h("span",{class:"q-views",role:"group","aria-label":"beside the stage"},...this.tabs),a=[h("header",{},this.title,this.
script,i),this.answer,e,this.body,this.code.element];this.element=h("aside",{class:"q-drawer","aria-label":"the difference"},...a),this.show("changes")}open(t){
this.tab=t,this.redraw()}show(t){x(this.element,"tab",t);for(let e of this.tabs)A(e,"aria-pressed",String(e.dataset.tab===t))}ask({job:t,title:e,choices:s},n){this.
show("changes"),w(this.title,`Where does job ${g(t,14)} go?`),w(this.script,`Next: ${g(e,60)}`),this.script.hidden=!1,this.answer.replaceChildren();let i=s.map(
(r,a)=>{let l=Pe.get(r),c=l?T(l):T("removed"),d=[h("kbd",{},String(a+1)),c,h("span",{},r)];return v(`q-choice q-state-${l}`,()=>n(r),{data:{choice:r}},...d)});this.
changes.replaceChildren(h("div",{class:"q-choices",role:"group","aria-label":"answers"},...i))}judge(t){let e=t?.guess?Ws(t):"";x(this.answer,"right",String(!!t?.
right)),this.answer.replaceChildren(...e?[F(e)]:[])}toTop(){this.scrolled&&(this.body.scrollTop=0),this.scrolled=!1}update(t){let{step:e}=t;this.show(this.tab),
this.tab==="code"&&this.code.update(t.data,e);let s=[...e?.changes??[]].sort((a,l)=>Ys(t,a)-Ys(t,l));w(this.title,e?`${$(s.length,"key")} changed`:"The beginnin\
g"),w(this.script,e?.script?`script ${e.script}`:"no script"),this.script.hidden=!e?.script,this.toTop();let n=h("p",{class:"q-quiet"},e?"Nothing changed in Red\
is.":"Before the first step."),i=e?s.slice(0,ni).map(a=>ri(t,e,a)):[],r=s.length-i.length;r>0&&i.push(h("section",{class:"q-quiet"},`… and ${$(r,"more key")}:\
 K shows them all.`)),this.changes.replaceChildren(...i.length?i:[n])}};function Ys(o,t){let{role:e}=o.data.key(t.key);return Pe.has(e)?0:Hs.includes(e)?2+Hs.indexOf(
e):1}function ri(o,t,e){let{data:s}=o,{role:n}=s.key(e.key),i=Pe.get(n),r=s.lines(t,e),a=r.some(([M])=>M==="gone")?"✖ key gone":o.kinds.get(e.key)==="born"?"✚\
 new key":"",l=r.filter(([M])=>M!=="gone"&&M!=="born"),c=(l.length?l:r).slice(0,ii).map(_e),d=l.length-c.length,p=a?h("span",{class:a.startsWith("✖")?"q-key-g\
one":"q-key-new"},a):null,f=h("code",{},g(e.key.slice(s.prefix.length+1)||e.key,40)),b=h("i",{class:i?`q-swatch q-state-${i}`:"q-swatch"}),m=d>0?h("li",{class:"\
q-quiet"},`… and ${d} more`):null;return h("section",{data:{touch:e.key}},h("h4",{},b,f,p),h("ul",{},...c,m))}var ai={born:"✚ new",gone:"✖ gone",changed:"✎ changed"},W=o=>o?h("span",{class:`q-mark q-mark-${o}`,text:ai[o]}):null;var Be=["card","name","id","dot"];var Vt=class{constructor(t){this.row=t?28:34,this.mover=t?52:70,this.head=t?36:38,this.strip=t?30:38,this.idLetter=9.2,this.nameLetter=7.9,this.moverLetter=t?12.4:
17,this.moverLong=t?9.2:11,this.moverName=t?11:12.4}width(t,e){if(e==="dot")return 14;if(e==="mover")return this.moverWidth(t);let s=16+t.id.length*this.idLetter;
if(e==="id"||!t.name)return s;let n=s+16+t.name.length*this.nameLetter+t.note.length*this.nameLetter;return e==="card"&&t.pips?n+10+Vs(t.pips):n}moverWidth(t){let e=Vs(
t.pips)+8+t.note.length*this.nameLetter,s=t.id.length>4?this.moverLong:this.moverLetter;return 30+t.id.length*s+28+Math.max(t.name.length*this.moverName,e)}height(t){
return t==="dot"?14:t==="mover"?this.mover:this.row}};function hi(o,t,e,s){return t==="card"&&s.width(o,t)>e?"name":t}var Vs=o=>13*o.length;function Us(o,t,e,s){
if(e==="dot")return li(o,t,s);let n=[],[i,r,a]=[0,0,0];for(let l of o){let c=l.moves?"mover":hi(l,e,t,s),d=s.width(l,c),[p,f]=[Math.min(d,t),s.height(c)];i>0&&i+
p>t&&([i,r,a]=[0,r+a+7,0]),n.push({item:l,look:c,rect:{x:i,y:r,w:p,h:f},tight:d>t}),i+=p+7,a=Math.max(a,f)}return{placed:n,height:r+a}}function li(o,t,e){let s=o.
filter(({moves:f})=>!f),n=o.filter(({moves:f})=>f),i=o.findIndex(({moves:f})=>f)<o.length/2,r=Math.max(1,Math.floor((t+4)/18)),a=Math.ceil(s.length/r)*18,l=n.length*
(e.mover+7),c=i?l:0,d=s.map((f,b)=>{let[m,M]=[b%r*18,Math.floor(b/r)*18];return{item:f,look:"dot",rect:{x:m,y:M+c,w:14,h:14}}}),p=n.map((f,b)=>{let m=(i?0:a)+b*
(e.mover+7),M=e.width(f,"mover"),I={x:0,y:m,w:Math.min(M,t),h:e.mover};return{item:f,look:"mover",rect:I,tight:M>t}});return{placed:i?[...p,...d]:[...d,...p],height:a+
l}}function Js(o,t){let e=o.find(({look:i})=>i==="mover"),s=o.filter(i=>i!==e&&i.rect.y+i.rect.h<=t);return e?e.rect.y+e.rect.h<=t?[e,...s]:[{...e,rect:{...e.rect,
x:0,y:0}},...s.filter(({rect:i})=>i.y>=e.rect.h)]:s}function vt(o,{x:t,y:e,w:s,h:n}){S(o,"transform",`translate(${Math.round(t)}px, ${Math.round(e)}px)`),S(o,"width",`${Math.round(s)}px`),S(o,"height",`${Math.round(
n)}px`)}var di="cubic-bezier(.2, .9, .3, 1)",Ut=class{constructor(t,e,s){this.shown="",this.inRows=!1,this.rect=null,this.came=null,this.id=h("b"),this.name=h("\
span",{class:"q-job-name"}),this.pips=h("span",{class:"q-pips"}),this.note=h("span",{class:"q-job-note"});let n=h("span",{class:"q-job-more"},this.pips,this.note);
this.parts=[this.id,h("span",{class:"q-job-words"},this.name,n)],this.element=v("q-job",()=>s(t,e),{data:{queue:t,job:e}})}tell(t,e){w(this.id,t.id),w(this.name,
e==="id"?"":t.name),w(this.pips,e==="card"||e==="mover"?t.pips:""),w(this.note,e==="id"?"":t.note)}update({item:t,look:e,rect:s,tight:n},i,r,a,l){this.came=this.
inRows&&!i?this.rect:null,this.inRows=i,this.rect=s;let c=JSON.stringify([t,e,i||s,n,r,a,l]);if(c===this.shown)return;this.shown=c,i?this.element.removeAttribute(
"style"):vt(this.element,s),k(this.element,e==="dot"?[]:this.parts),e!=="dot"&&this.tell(t,e);let d=String(t.id.length>4);for(let[b,m]of Object.entries({look:e,
state:r,long:d,tight:String(!!n),gone:String(t.gone)}))x(this.element,b,m);let p=[t.name&&` ${B(t.name)}`,`, in ${a}`,t.note&&`, ${t.note.trim()}`],f=`job ${B(t.
job)}${p.filter(Boolean).join("")}`;this.element.title!==f&&(this.element.title=f),A(this.element,"aria-label",e==="dot"||e==="id"?f:null),A(this.element,"aria-\
pressed",String(l))}fly(t){if(!this.came||!this.rect)return;let e=[this.came,this.rect].map(({x:s,y:n,w:i,h:r})=>({transform:`translate(${Math.round(s)}px, ${Math.
round(n)}px)`,width:`${Math.round(i)}px`,height:`${Math.round(r)}px`}));this.element.animate(e,{duration:t,easing:di})}};var pi=9.2,ui=108,fi=60,Jt=class{constructor(t,e,s){this.letters=t.length,this.count=h("span",{class:"q-pot-count"}),this.mark=h("span",{class:"q-pot-mark"}),this.
extra=h("span",{class:"q-pot-extra"}),this.title=v("q-pot-name",s,{title:G[t]?.[1]??""},T(e),` ${t}`);let n=h("div",{class:"q-pot-head"},this.title,this.mark,this.
extra,this.count),i=`q-pot q-state-${e}`;this.element=h("div",{class:i,data:{role:t},role:"group","aria-label":t},n),this.element.addEventListener("click",r=>{r.
target instanceof Element&&!r.target.closest("button")&&s()})}get isMarked(){return this.mark.firstChild!==null}leave(t){this.extra.replaceChildren(...t?[h("spa\
n",{class:"q-left"},t)]:[]),x(this.element,"left",String(!!t))}update(t,e,s,n){vt(this.element,t),x(this.element,"strip",String(s)),x(this.element,"empty",String(
!e));let i=t.w>this.letters*pi+ui+(n&&n!=="changed"?fi:0);w(this.count,e?y(e):i?"empty":"0");let r=W(n==="changed"?void 0:n);(r||this.mark.firstChild)&&k(this.mark,
r?[r]:[])}};var ot=9,Zt=10,mi=8;function We(o,t,e){let s=o.map(r=>r.map((a,l)=>Qs(a,gi(r,t.w)[l]??0,0,e))),n=t.h-Zt*(o.length-1);for(;Xt(s)>n&&wi(s,e););bi(s,n,e);let i=t.y+
Math.max(0,(n-Xt(s))/2);return s.flatMap(r=>{let a=Fe(r),l=t.x,c=r.map(d=>{let p=vi(d,l,i,a,e);return l+=d.width+Zt,p});return i+=a+Zt,c})}function gi(o,t){let e=o.
map(({role:n})=>n.length+mi),s=(t-Zt*(o.length-1))/e.reduce((n,i)=>n+i,0);return e.map(n=>n*s)}var Fe=o=>Math.max(...o.map(t=>t.height)),Xt=o=>o.reduce((t,e)=>t+
Fe(e),0);function Qs(o,t,e,s){if(!o.items.length)return{contents:o,width:t,look:e,height:s.strip,placed:[]};let{placed:n,height:i}=Us(o.items,Math.floor(t)-2*ot,
Be[e],s);return{contents:o,width:t,look:e,height:s.head+i+ot,placed:n}}function wi(o,t){let s=o.flat().filter(n=>n.placed.length&&n.look<Be.length-1).sort((n,i)=>i.
height-n.height)[0];return s?(Object.assign(s,Qs(s.contents,s.width,s.look+1,t)),!0):!1}function bi(o,t,e){for(let s=Xt(o)-t;s>0;s=Xt(o)-t){let n=o.flat().sort(
(r,a)=>Qt(a,e)-Qt(r,e))[0];if(!n||Qt(n,e)<=0&&!xi(o,e))return;if(Qt(n,e)<=0)continue;let i=Math.max(Zs(n,e),n.height-s);Object.assign(n,{height:i,placed:Js(n.placed,
i-e.head-ot)})}}var Qt=(o,t)=>o.height-Zs(o,t);function Zs({placed:o},t){return o.length?t.head+ot+Math.max(...o.map(({look:e})=>e==="mover"?t.mover:14)):t.strip}
function xi(o,t){let e=o.findLast(s=>Fe(s)>t.strip&&s.every(n=>!yi(n)));for(let s of e??[])Object.assign(s,{height:t.strip,placed:[]});return e!==void 0}var yi=({
placed:o})=>o.some(({look:t})=>t==="mover");function vi({contents:o,width:t,placed:e},s,n,i,r){let a=e.map(d=>({...d,rect:kt(d.rect,s+ot,n+r.head)})),l=!e.length,
c=l?{x:s,y:n+(i-r.strip)/2,w:t,h:r.strip}:{x:s,y:n,w:t,h:i};return{...o,rect:c,placed:a,strip:l}}var kt=(o,t,e)=>({...o,x:o.x+t,y:o.y+e});var te=class{constructor(){this.groups=new Map}of(t,e,s){let[n,i]=[e[0]?.rect,e.at(-1)?.rect];if(!n||!i)return[];let r=this.groups.get(t)??h("div",{class:"q-dot\
s"});return this.groups.set(t,r),vt(r,{x:n.x,y:n.y,w:s,h:i.y+i.h-n.y}),k(r,e.map(a=>a.element)),[r]}};var ki=[1,2,5,10,15,30,60,120,300,600,900,1800,3600,7200,14400,43200,86400],Xs=864e5,Ei=20,qi=.16,to=o=>ki.map(t=>t*1e3).find(t=>t>=o)??Math.ceil(o/Xs)*Xs;function se({
data:o,at:t,byTime:e},s){let n=o.length?o.elapsedAt(o.length):0;if(e){let l=Math.max(s||n,1e3)*1.1;return[t-l*qi,t+l]}let i=Math.max(n,s,1e3);if(!s||i<=s*3||i<=
3e4)return[o.start,o.start+i*1.06];let r=to(s*2),a=o.start+Math.floor((t-o.start)/r)*r;return[a,a+r*1.5]}function oe(o,t,e){let s=to((t-o)/6.5),n=[],i=Math.ceil(
(o-e)/s)*s+e;for(;i<=t&&n.length<Ei;i+=s)n.push(i);return n.filter(r=>r>=e)}var ee=class{constructor(t,e,s){this.width=t,this.token=e,this.most=s,this.gap=6,this.
lanes=[]}get length(){return this.lanes.length}hang(t){let e=t+this.token>this.width&&t>=this.token;return{left:e?t-this.token:Math.max(0,Math.min(t,this.width-
this.token)),hangs:e}}take(t){let e=this.lanes.findIndex(([,r])=>r<=t);if(e>=0)return this.stand(e,t);if(this.lanes.length<this.most)return this.stand(this.lanes.
length,t);let s=this.best(([,r])=>r+this.token<=this.width?-r:Number.NEGATIVE_INFINITY);if(s>=0)return this.stand(s,this.lanes[s]?.[1]??t);let n=this.token+this.
gap,i=this.best(([r])=>r>=n?r:Number.NEGATIVE_INFINITY);return i>=0?this.stand(i,(this.lanes[i]?.[0]??n)-n):this.stand(this.lanes.length,t)}best(t){let e=this.lanes.
map(t),s=Math.max(Number.NEGATIVE_INFINITY,...e);return s===Number.NEGATIVE_INFINITY?-1:e.indexOf(s)}stand(t,e){let[s,n]=this.lanes[t]??[e,e];return this.lanes[t]=
[Math.min(s,e),Math.max(n,e+this.token+this.gap)],{lane:t,stands:e}}};var nt=({x:o,y:t,w:e,h:s})=>({x:o+e/2,y:t+s/2}),Et=(o,t,e,s)=>`M${o} ${t}C${(o+e)/2} ${t} ${(o+e)/2} ${s} ${e} ${s}`;function eo({boxes:o,narrow:t,hung:e,scale:s}){
let n=o.get(u.DELAYED),i=t?[]:Mi(o);if(!n)return i;let r=n.rect.y+n.rect.h-34,a=e.stems.map(({x:d,from:p})=>`M${d} ${p+n.rect.y}V${r}`).join(""),l=`M${s.left} ${r}\
H${s.right}`,c=e.stems.map(({x:d})=>E("circle",{cx:d,cy:r,r:4,class:"q-due"}));return[...i,E("path",{d:l,class:"q-axis-line"}),E("path",{d:a,class:"q-stems"}),...c]}
function Mi(o){let[t,e,s,n,i]=[u.WAIT,u.ACTIVE,u.COMPLETED,u.FAILED,u.DELAYED].map(f=>o.get(f)?.rect);if(!t||!e||!s||!n||!i)return[];let r=nt(e),a=[Et(t.x+t.w,nt(
t).y,e.x,r.y),Et(e.x+e.w,r.y,s.x,nt(s).y),Et(e.x+e.w,r.y,n.x,nt(n).y)],l=e.x+50,c=t.x+t.w/2,d=Math.max(...is.map(f=>$i(o.get(f)?.rect))),p=`M${l} ${e.y+e.h}V${i.
y-4}M${c} ${i.y}V${d+4}`;return[E("path",{d:a.join(""),class:"q-pipe"}),E("path",{d:p,class:"q-way"})]}var $i=o=>o?o.y+o.h:0;function so({boxes:o,narrow:t,scale:e},s,n){
let[i,r,a]=[u.ACTIVE,u.WAIT,u.DELAYED].map(b=>o.get(b)?.rect);if(!i||!r||!a)return[];let l=t?[]:[ze("q-way-words",i.x+58,a.y-24,"↓ retry, after a backoff"),ze(
"q-way-words",r.x+r.w/2+8,a.y-24,"↑ due")],c=a.y+a.h-30,d=oe(e.from,e.to,s).map(b=>({x:e.x(b),text:`+${U(b-s)}`})),f=d.filter(({x:b},m)=>m===0||b-(d[m-1]?.x??
0)>52||m%2===0).filter(({x:b,text:m})=>b<e.right-20&&Ti(b,m.length*Si+2,n));return[...l,...f.map(({x:b,text:m})=>ze("q-tick-words",b,c,m))]}var Ti=(o,t,[e,s])=>o+
t<e||o-t>s;function ze(o,t,e,s){let n=h("span",{class:o},s);return n.style.left=`${Math.round(t)}px`,n.style.top=`${Math.round(e)}px`,n}var Si=3.7;var oo=34,ie=14,it=6,Oi=100,ne=18,Ai=["name","id"],re=class{constructor([t,e],s,n){this.from=t,this.to=e,this.left=s,this.right=n}x(t){let e=(t-this.from)/(this.
to-this.from);return this.left+Math.max(0,Math.min(1,e))*(this.right-this.left)}};function no(o,t,e,s){for(let n of Ai){let i=Li(o,t,n,s);if(i.height<=e)return i}
return Ni(o,t,e,s)}function Li(o,t,e,s){let n=[],r=o.filter(({item:a})=>!a.moves).sort((a,l)=>a.due-l.due).map(({item:a,due:l})=>{let c=s.width(a,e),d=ro(t,l,c),
p=n.findIndex(b=>b.every(([m,M])=>d>M+it||d+c+it<m)),f=p<0?n.length:p;return n[f]=[...n[f]??[],[d,d+c]],{item:a,look:e,rect:{x:d,y:-(f+1)*(s.row+it),w:c,h:s.row}}});
return io(o,r,t,s)}function Ni(o,t,e,s){let n=new Map,i=o.some(({item:l})=>l.moves)?s.mover+it:0,r=Math.max(1,Math.floor((e-oo-ie-i)/ne)),a=o.flatMap(({item:l,due:c})=>{
let d=Math.floor(t.x(c)/ne),p=n.get(d)??0;return l.moves||p>=r?[]:(n.set(d,p+1),[{item:l,look:"dot",rect:{x:d*ne,y:-(p+1)*ne,w:14,h:14}}])});return io(o,a,t,s)}
function io(o,t,e,s){let n=[...t];for(let{item:d,due:p}of o.filter(f=>f.item.moves)){let f=s.width(d,"mover"),b=Math.min(f,e.right-ie),m=ro(e,p,b),M=t.filter(({
rect:C})=>m<C.x+C.w+it&&C.x<m+b+it),I=Math.min(0,...M.map(({rect:C})=>C.y));n.push({item:d,look:"mover",rect:{x:m,y:I-s.mover-it,w:b,h:s.mover},tight:f>b})}let i=Math.
min(0,...n.map(({rect:d})=>d.y)),r=(e.left<Oi?s.head:ie)-i,a=new Map(o.map(({item:d,due:p})=>[d,p])),l=n.map(d=>({...d,rect:kt(d.rect,0,r)})),c=l.filter(({look:d})=>d!==
"dot").map(({item:d,rect:p})=>({x:e.x(a.get(d)??e.from),from:p.y+p.h}));return{placed:l,stems:c,height:r+oo}}function ro(o,t,e){let s=o.x(t)-10;return s+e>o.right?
Math.max(ie/2,Math.min(s+20,o.right)-e):s}var Ii=620,ao={w:840,h:430},Ri=34,ho=196,Di=66,ji=[u.WAITING_CHILDREN,u.WAIT,u.PAUSED,u.PRIORITIZED].map(String);function lo(o,t,e,s,n){let i=s.w<Ii,r=i||s.h<ao.
h||s.w<ao.w,a=new Vt(r),l=H.filter(K=>V.includes(K)||o.data.hasUsed(t,K)),c=new Map(l.map(K=>[K,Ps(o,t,K,e)])),d=c.get(u.DELAYED),p=Ci(o,t,s,i,n),f=_i(d,p,s,a,o,
t),b=i?10:Ri,m={x:0,y:0,w:s.w,h:s.h-f.height-b},M=i?Bi(c,m,a):Pi(c,m,a),I={x:0,y:s.h-f.height,w:s.w,h:f.height},C=f.placed.map(K=>({...K,rect:kt(K.rect,0,I.y)}));
return d&&M.push({...d,rect:I,placed:C,strip:!C.length&&!i}),{boxes:new Map(M.map(K=>[K.role,K])),scale:p,hung:f,narrow:i,sizes:a,small:r}}function Ci(o,t,e,s,n){
let i=n.waits.of(O(o.data.prefix,t,u.DELAYED));return new re(se(o,i),s?24:ho,e.w-Di)}function _i(o,t,e,s,n,i){let r=n.state.get(O(n.data.prefix,i,u.DELAYED)),a=new Map(
(r?.type==="zset"?r.value:[]).map(([p,f])=>[p,X(f)])),l=(o?.items??[]).map(p=>({item:p,due:a.get(p.job)??n.at})),c=l.some(({item:p})=>p.moves)?s.mover:0,d=Math.
max(e.h*(t.left<ho?.36:.46),s.head+60+c);return no(l,t,d,s)}var co=(o,t)=>t.map(e=>o.get(e)).filter(e=>e!==void 0);function Pi(o,t,e){let s=t.w>800?46:34,n=(t.w-
2*s)/3.3;return[{roles:ji,x:0,w:n*1.12},{roles:[u.ACTIVE],x:n*1.12+s,w:n*1.08},{roles:Te,x:n*2.2+2*s,w:n*1.1}].flatMap(({roles:r,x:a,w:l})=>{let c=co(o,r).map(d=>[
d]);return We(c,{...t,x:a,w:l},e)})}function Bi(o,t,e){let s=[u.WAITING_CHILDREN,u.PRIORITIZED],i=[[u.WAIT,u.PAUSED],s,[u.ACTIVE],Te].map(r=>co(o,r)).filter(r=>r.
length);return We(i,t,e)}var Wi=new Map(L);function po({boxes:o},t,e){let s=[...o.values()].filter(({role:n})=>Wi.get(n)===t);return s.find(({items:n})=>n.some(
i=>i.job===e))??s[0]}var mo=new Map(L),Fi=[u.WAIT,u.ACTIVE,u.COMPLETED].map(String);function go(o,t,e,s){let n=e?.queue===t?e:null,r=H.filter(l=>uo(o,t,l)||Fi.includes(l)||fo(n,l)).
map(l=>{let c=mo.get(l)??q.UNKNOWN,d=uo(o,t,l),p=n&&fo(n,l)?zi(o,n,c,s):null,f=h("span",{class:`q-line-state q-state-${c}`,data:{empty:String(!d)}},T(c),` ${l} `);
return h("span",{class:"q-line-part"},f,h("b",{},y(d)),p)}),a=h("b",{class:"q-line-name"},g(t,40));return h("div",{class:"q-line",data:{queue:t,moves:String(!!n)}},
a,...r)}function uo(o,t,e){let s=o.state.get(O(o.data.prefix,t,e));return s?Y(s):0}function fo(o,t){return!o?.move||!V.concat(H).includes(t)||t===u.PAUSED?!1:mo.
get(t)===(o.move[3]??o.move[2])}function zi(o,{queue:t,job:e,move:s},n,i){let{name:r}=o.job(t,e),a=!s||s[2]===null?"✚ new":s[3]===null?"✖ removed":`↦ from ${s[2]}`,
l=h("span",{class:"q-job-words"},h("span",{class:"q-job-name"},g(r,24)),` ${a}`);return v("q-job",()=>i(t,e),{data:{queue:t,job:e,state:n,look:"line"},title:B(`\
job ${e}`)},h("b",{},g(e,14)),l)}var J=9,Ki=40,Gi=3*J,qt=9999,Hi=40,Yi=9.2,Vi=11,Ui=66,Ji=44,Qi=16,Zi=60,wo=20,ae=25;function vo(o,t,e,s){if(!s)return k(o,[]);let n=nt(t),i={x:yo(n.x,s.x+16,s.x+
s.w-Ki),y:yo(n.y,s.y+8,s.y+s.h-8)},r=Xi(t,e??t,s,i),a={d:r.line,pathLength:1};return k(o,[E("path",{...a,class:"q-trail q-halo"}),E("path",{...a,class:"q-trail"}),
E("path",{d:r.head,class:"q-trail-head"})])}function Xi(o,t,e,s){let n=nt(o),i=e.y>=t.y+t.h||e.y+e.h<=t.y,r=Math.abs(n.x-s.x)>Math.abs(n.y-s.y);return bo(t,e)>=
0&&(r||!i)?xo(t,n,e,s):bo(o,e)>Gi&&r?xo(o,n,e,s):tr(t,n,e,s)}var bo=(o,t)=>Math.max(t.x-o.x-o.w,o.x-t.x-t.w);function xo(o,t,e,s){let n=t.x<s.x,[i,r]=n?[o.x+o.w,
e.x]:[o.x,e.x+e.w],a=r-(n?J:-J),l=`M${r} ${s.y}L${a} ${s.y-J*.8}L${a} ${s.y+J*.8}Z`;return{line:Et(i,t.y,a,s.y),head:l}}function tr(o,t,e,s){let n=t.y<s.y,[i,r]=n?
[o.y+o.h,e.y]:[o.y,e.y+e.h],a=r-(n?J:-J),l=(i+a)/2;return{line:`M${t.x} ${i}C${t.x} ${l} ${s.x} ${l} ${s.x} ${a}`,head:`M${s.x} ${r}L${s.x-J*.8} ${a}L${s.x+J*.8}\
 ${a}Z`}}var yo=(o,t,e)=>Math.max(t,Math.min(o,Math.max(t,e)));function ko({boxes:o,sizes:t},e,s,n){let r=[...o.values()].flatMap(a=>{let l=a.role===s?n.x+2:Eo(
a);return sr(a,t.head,e(a.role),l)}).map(([a,l,c,d])=>`M${a} ${l}H${c}V${d}H${a}Z`).join("");return`path(evenodd, "M${-qt} ${-qt}H${qt}V${qt}H${-qt}Z${r}")`}var er=o=>o?
y(o).length*Vi:Ji,Eo=({rect:o,count:t})=>o.x+o.w-Qi-er(t);function qo(o,t){let{x:e,y:s,w:n,h:i}=o.rect,r=18+t.length*8;return{x:(o.strip?e+n-12:Eo(o)-2)-r,y:s+Math.
min(i,38)/2-13,w:r,h:26}}function sr({rect:o,role:t,strip:e},s,n,i){let r=Math.round(o.y+(e?o.h:s)/2),[a,l]=[Math.round(o.x+4),Math.round(o.x+o.w-4)],c=Math.max(
a,Math.round(i)),d=Math.min(c,Math.round(a+Hi+t.length*Yi+(n?Ui:0)));return e&&c-d<Zi?[[a,r-ae/2,l,r+ae/2]]:[[a,r-wo/2,d,r+wo/2],[c,r-ae/2,l,r+ae/2]]}var or=3,Mo=34,nr=46,ir=30,$o=150,rr=8.6,To=new Map(L),he=class{constructor(t,e,s){this.hooks=t,this.onSelect=e,this.onBox=s,this.queue="",this.boxes=new Map,this.
chips=new Map,this.dots=new te,this.flight=0,this.plan=null,this.picture=null,this.size={w:0,h:0},this.order=[],this.title=h("h3",{class:"q-scene-title"}),this.
below=E("g",{}),this.above=E("g",{}),this.pots=h("div",{class:"q-pots"}),this.words=h("div",{class:"q-scene-words","aria-hidden":"true"}),this.jobs=h("div",{class:"\
q-jobs"}),this.nowText=h("span",{}),this.now=h("div",{class:"q-clock-line"},this.nowText),this.passedText=h("span",{}),this.passed=h("div",{class:"q-passed","ar\
ia-hidden":"true"},this.passedText),this.others=h("div",{class:"q-lines"});let n=E("svg",{class:"q-under","aria-hidden":"true"},this.below);this.over=E("svg",{class:"\
q-over","aria-hidden":"true"},this.above),this.field=h("div",{class:"q-scene-field"},this.pots,n,this.passed,this.over,this.now,this.words,this.jobs),this.element=
h("div",{class:"q-scene"},this.title,this.field,this.others),this.watch=new ResizeObserver(()=>this.measure()),this.watch.observe(this.element)}measure(){let{clientWidth:t,
clientHeight:e}=this.element;t===this.size.w&&e===this.size.h||(this.size={w:t,h:e},this.picture&&t&&this.update(this.picture,this.order))}update(t,e){this.picture=
t,this.order=e,this.queue=e[0]??"",this.size.w||(this.size={w:this.element.clientWidth||860,h:this.element.clientHeight||480});let s=yt(t),n=this.drawOthers(t,e.
slice(1),s),i={w:this.size.w,h:Math.max(200,this.size.h-ir-n)};S(this.field,"height",`${i.h}px`),this.plan=lo(t,this.queue,s,i,this.hooks),x(this.element,"small",
String(this.plan.small)),this.drawTitle(),this.drawBoxes(t,this.plan),this.drawJobs(t,this.plan),k(this.below,eo(this.plan)),this.drawTime(t,this.plan),k(this.words,
so(this.plan,t.data.start,this.nowSpan(t,this.plan))),this.drawMove(this.plan,s)}flow(t,e){x(this.element,"flows","true"),this.above.classList.remove("q-flying"),
this.update(t,e)}drawTitle(){let t=[...this.plan?.boxes.values()??[]].reduce((e,s)=>e+s.count,0);this.title.replaceChildren(g(this.queue,60)||"No keys yet",h("s\
mall",{},` ${$(t,"job")}`))}drawOthers(t,e,s){let n=e.filter(p=>t.state.has(O(t.data.prefix,p,u.META))),i=e.filter(p=>n.includes(p)||p===s?.queue),r=i.filter(p=>p===
s?.queue),a=[...r,...i.filter(p=>!r.includes(p))].slice(0,or),l=i.filter(p=>a.includes(p)),c=l.map(p=>go(t,p,s,this.onSelect)),d=i.length-l.length;return d>0&&c.
push(h("div",{class:"q-line"},`… and ${$(d,"more queue")}`)),this.others.replaceChildren(...c),c.length*(Mo+8)+(r.length?nr-Mo:0)}drawBoxes(t,e){let s=[...e.boxes.
values()].map(n=>{let i=this.boxes.get(n.role)??this.makeBox(n.role),r=t.kinds.get(O(t.data.prefix,this.queue,n.role));return i.update(n.rect,n.count,n.strip,r),
i.element});k(this.pots,s)}makeBox(t){let e=new Jt(t,To.get(t)??q.UNKNOWN,()=>this.onBox(t));return this.boxes.set(t,e),e}drawJobs(t,e){let s=new Map,n=[...e.boxes.
values()].flatMap(i=>this.drawChips(i,t.selected,s));if(this.chips=s,k(this.jobs,n),this.flight)for(let i of s.values())i.fly(this.flight);this.flight=0}drawChips({
role:t,placed:e,rect:s},n,i){let r=e.map(c=>{let d=N(this.queue,c.item.job),p=d;for(;i.has(p);)p+=`
+`;let f=this.chips.get(p)??new Ut(this.queue,c.item.job,this.onSelect),b=c.look==="dot"&&t!==u.DELAYED;return f.update(c,b,To.get(t)??q.UNKNOWN,t,n===d),i.set(
p,f),f}),a=r.filter(c=>c.inRows);return[...r.filter(c=>!c.inRows).map(c=>c.element),...this.dots.of(t,a,Math.floor(s.w)-2*ot)]}drawTime(t,e){let s=e.boxes.get(u.
DELAYED)?.rect;if(!s)return;let{scale:n}=e,[i,r]=[n.x(t.at),n.x(t.index>0?t.data.at(t.index-1):t.at)],a=i<$o?e.sizes.head:0;S(this.now,"transform",`translate(${Math.
round(i)}px, ${Math.round(s.y+a)}px)`),S(this.now,"height",`${Math.round(s.h-a-6)}px`),x(this.now,"side",Oo(e,i)),w(this.nowText,So(t));let l=t.index>0?t.at-t.data.
at(t.index-1):0;this.passed.hidden=l<=0||r>=i,S(this.passed,"transform",`translate(${Math.round(r)}px, ${Math.round(s.y)}px)`),S(this.passed,"width",`${Math.round(
Math.max(0,i-r))}px`),S(this.passed,"height",`${Math.round(s.h-34)}px`);let c=i-r>44&&!(e.narrow&&r<$o);w(this.passedText,l>0&&c?`${U(l)} →`:"")}nowSpan(t,e){
let[s,n]=[e.scale.x(t.at),16+So(t).length*rr],i=Oo(e,s),r=i==="left"?s-n:i==="right"?s:s-n/2;return[r,r+n]}drawMove(t,e){let[s,n,i,r]=e?.move??["","",null,null],
l=s===this.queue&&i!==null&&r!==null?po(t,i,n):void 0,c=g(n,l?ar(l):10),d=l?.role===u.DELAYED;for(let[m,M]of this.boxes)M.leave(m===l?.role&&!d?c:"");let p=[...t.
boxes.values()].flatMap(m=>m.placed).find(({item:m})=>m.moves);if(!l)return this.drawNoMove();let f=d?this.hungAt(t,l.rect,n):qo(l,c);vo(this.above,f,d?null:l.rect,
p?.rect??null);let b=m=>this.boxes.get(m)?.isMarked??!1;S(this.over,"clip-path",ko(t,b,d?"":l.role,f)),x(this.element,"moves","true")}drawNoMove(){k(this.above,
[]),x(this.element,"moves","false")}markGuess(t){for(let[e,s]of this.boxes)x(s.element,"guess",String(e===t))}hungAt({scale:t},e,s){let n=this.picture?.before.get(
O(this.picture.data.prefix,this.queue,u.DELAYED)),i=n?.type==="zset"?n.value.find(([a])=>a===s):void 0;return{x:t.x(i?X(i[1]):this.picture?.at??0)-5,y:e.y+e.h-40,
w:10,h:10}}animate(t){x(this.element,"flows","false"),S(this.element,"--q-flight",`${t}ms`),this.flight=t,this.above.classList.remove("q-flying"),t&&(this.above.
getBoundingClientRect(),this.above.classList.add("q-flying"))}},So=({at:o,data:t,between:e})=>`now +${e?bs(o-t.start):U(o-t.start)}`,Oo=({scale:o},t)=>t>o.right-
60?"left":t<60?"right":"middle",ar=({rect:o,role:t})=>Math.max(1,Math.min(10,Math.floor((o.w-70-t.length*9.2)/8)));var z=(o,t,e)=>v("q-button",e,{data:{act:o},title:t,"aria-label":t},T(o));var Ke={sign:"▀",css:"q-tick-fail"},Ge={sign:"▄",css:"q-tick-done"},He={sign:"◆",css:"q-tick-chapter"},Ao=1e3,hr=4,le=class{constructor(t,e){this.data=t,this.
track=e,this.marked=[],this.element=h("div",{class:"q-ticks","aria-hidden":"true"}),this.legend=h("div",{class:"q-legend"})}draw(t){let e=new Set(t),s=new Set(this.
data.chapters.map(({step:m})=>m)),n=this.data.steps.filter(m=>e.has(m.index));this.marked=n.filter(m=>m.failed||m.completed||s.has(m.index));let[i,r]=[n.filter(
m=>m.failed),n.filter(m=>m.completed)],a=({index:m})=>(Ao*this.track.shareOf(m)).toFixed(1),l=(m,M)=>m.map(I=>`M${a(I)} ${M}`).join(""),c=[E("path",{class:Ke.css,
d:l(i,"0V7")}),E("path",{class:Ge.css,d:l(r,"9V16")})],d={viewBox:`0 0 ${Ao} 16`,preserveAspectRatio:"none"},p=this.marked.filter(({index:m})=>s.has(m)).map(m=>this.
flag(m));this.element.replaceChildren(E("svg",d,...c),...p);let[f,b]=[Lo(i.map(m=>m.failed)),Lo(r.map(m=>m.completed))];this.legend.replaceChildren(...Ye(Ke,`${$(
f,"attempt")} failed`),...Ye(Ge,`${$(b,"job")} completed`),...Ye(He,$(p.length,"chapter")))}flag({index:t}){let e=h("i",{class:"q-flag"},He.sign);return e.style.
left=`${(100*this.track.shareOf(t)).toFixed(2)}%`,e}tell(t,e){let s=({index:i})=>Math.abs(this.track.shareOf(i)-t),n=this.marked.filter(i=>s(i)<=e).sort((i,r)=>s(
i)-s(r));return n.length?n.slice(0,hr).flatMap(i=>this.tellStep(i)):[this.place(this.track.indexAt(t*this.track.end))]}place(t){return{sign:"",css:"",words:`ste\
p ${t}, ${_(this.data.elapsedAt(t))}`}}tellStep(t){let e=this.data.chapters.filter(n=>n.step===t.index),s=[this.place(t.index),...e.map(({title:n})=>({...He,words:n}))];
return t.failed&&s.push({...Ke,words:`${$(t.failed,"attempt")} failed`}),t.completed&&s.push({...Ge,words:`${$(t.completed,"job")} completed`}),s}},Ye=({sign:o,
css:t},e)=>[h("span",{},h("b",{class:t},o),` ${e}`)," "],Lo=o=>o.reduce((t,e)=>t+e,0);var dt=class{constructor(t){this.choose=t,this.buttons=[this.makeButton("steps","Steps","The slider goes by steps (T)"),this.makeButton("time","Time","The slide\
r goes by time; at play the clock runs (T)")],this.element=h("span",{class:"q-views",role:"group","aria-label":"axis"},...this.buttons)}makeButton(t,e,s){return v(
"q-view",()=>this.choose(t),{data:{scale:t},title:s},e)}update(t){for(let e of this.buttons)A(e,"aria-pressed",String(e.dataset.scale===t))}};var No=90,pt=class{constructor(t,e){this.over=t,this.tell=e,this.element=h("div",{class:"q-tip","aria-hidden":"true"}),this.element.hidden=!0,t.addEventListener(
"pointermove",s=>this.show(s.clientX)),t.addEventListener("pointerleave",()=>this.hide())}show(t){let{left:e,width:s}=this.over.getBoundingClientRect(),n={from:e+
Io,width:Math.max(1,s-2*Io)},i=Math.max(0,Math.min(1,(t-n.from)/n.width)),r=this.tell(i,lr/n.width);this.element.replaceChildren(...r.map(cr)),this.element.hidden=
!r.length;let a=Math.max(No,Math.min(t-e,s-No));S(this.element,"left",`${Math.round(a)}px`)}hide(){this.element.hidden=!0}},Io=8,lr=5;function cr({sign:o,css:t,
words:e}){return h("div",{},o?h("b",{class:t},o):null,o?" ":"",e)}var Ro=["steps","time"],ut=class{constructor(t,e){this.film=t,this.scale=e}get byTime(){return this.scale==="time"}get end(){return Math.max(1,this.byTime?Math.
round(this.film.elapsedAt(this.film.length)):this.film.length)}valueOf(t){return this.byTime?Math.round(this.film.elapsedAt(t)):t}shareOf(t){return Math.max(0,Math.
min(1,this.valueOf(t)/this.end))}indexAt(t){return this.byTime?this.lastBy(t):Math.round(t)}lastBy(t){let[e,s]=[0,this.film.length];for(;e<s;){let n=Math.ceil((e+
s)/2);Math.round(this.film.elapsedAt(n))<=t?e=n:s=n-1}return e}};var dr=500,Do=0,ce=class{constructor(t,e){this.data=t,this.changed=e,this.wanted={queue:"",job:""},this.cached=null;let s={change:()=>this.set()};Do+=1,this.queue=
h("select",{on:s}),this.jobs=h("datalist",{id:`q-jobs-${Do}`}),this.job=h("input",{type:"text",list:this.jobs.id,size:8,placeholder:"any",on:s}),this.elements=[
h("label",{},"queue ",this.queue),h("label",{},"job ",this.job,this.jobs)]}refresh(){let t=this.queue.value,e=i=>h("option",{value:i},g(i,40));this.queue.replaceChildren(
h("option",{value:""},"all"),...this.data.queues.map(e)),this.queue.value=this.data.queues.includes(t)?t:"";let s=[...this.data.names.values()].filter(i=>i.role===
u.JOB),n=[...new Set(s.map(i=>i.job??""))].slice(0,dr);this.jobs.replaceChildren(...n.map(i=>h("option",{value:Z(i,200)}))),this.cached=null}set(){this.wanted={
queue:this.queue.value,job:this.job.value.trim()},this.cached=null,this.changed()}follow(t){this.queue.value=t&&this.data.queues.includes(t.queue)?t.queue:"",this.
job.value=t?.job??"",this.wanted={queue:t?.queue??"",job:t?.job??""},this.cached=null}stops(){let{queue:t,job:e}=this.wanted;return this.cached??=t||e?this.data.
find(s=>this.data.concerns(s,t,e)):[0,...this.data.steps.map(s=>s.index)],this.cached}};var pr=10,de=class{constructor(t,e){this.player=t,this.changed=e,this.job=null;let s={data:{act:"follow"},title:"Stop only at the steps of the chosen job, else \
of this step's (F)"};this.button=v("q-view",()=>this.toggle(),s,"Follow")}toggle(){this.set(this.job?null:this.player.controls.currentJob())}set(t){this.job=t,t&&
!this.isChosen(t)&&this.player.select(t.queue,t.job),this.changed()}isChosen({queue:t,job:e}){let[s,n]=tt(this.player.selected);return s===t&&n===e}chosen(){if(!this.
job||this.isChosen(this.job))return;let[t,e]=tt(this.player.selected);this.job=this.player.selected?{queue:t,job:e}:null,this.changed()}update(t){A(this.button,
"aria-pressed",String(this.job!==null)),this.button.disabled=!this.job&&!t;let e=this.job??t;w(this.button,e?`Follow job ${g(e.job,pr)}`:"Follow a job")}};var ur="input:not([type=range]), select, textarea",fr="button, summary, a",pe=o=>({ArrowLeft:()=>o.move(-1),ArrowRight:()=>o.move(1),Home:()=>o.first.click(),End:()=>o.
last.click()," ":()=>o.playing.toggle(),k:()=>o.views.toggle()});function ue(o,t,e){let{key:s,target:n}=o;if(!(o.ctrlKey||o.metaKey||o.altKey||!(n instanceof Element)))
return n.matches(ur)?s==="Escape"?e:void 0:s===" "&&n.matches(fr)?void 0:t(s)}var fe=class{constructor(){this.frame=0,this.motion=matchMedia("(prefers-reduced-motion: reduce)")}run(t,e,s,n){let i=performance.now(),r=this.motion.matches?Math.
max(e,1e3):e,a=i,l=c=>{if(c-i>=t)return n();if(this.frame=requestAnimationFrame(l),!(c-a<r))return a=c,s((c-i)/t)};this.frame=requestAnimationFrame(l)}stop(){cancelAnimationFrame(
this.frame)}};var jo=[.5,1,2,4,10],Co=1300,mr=800,_o=8e3,gr=2,ft=class{constructor(t){this.played=t,this.on=!1,this.timer=0,this.glide=new fe,this.button=z("play","Play (Spac\
e)",()=>this.toggle());let e=jo.map(n=>h("option",{value:n,selected:n===1},`${n}×`)),s={change:()=>t.changed()};this.speed=h("select",{"aria-label":"speed",title:"\
Speed",on:s},...e)}get rate(){return Number(this.speed.value)}get fast(){return this.on&&this.rate>gr}setRate(t){jo.includes(t)&&(this.speed.value=String(t))}toggle(){
return this.on?this.stop():(this.played.rewind(),this.on=!0,this.label("pause","Pause (Space)"),this.wait(Co/2))}stop(){this.on=!1,clearTimeout(this.timer),this.
glide.stop(),this.label("play","Play (Space)")}label(t,e){this.button.replaceChildren(T(t)),this.button.title=e,this.button.setAttribute("aria-label",e)}wait(t){
this.timer=window.setTimeout(()=>this.pass(),t/this.rate)}pass(){let t=this.played.gap();if(t<=0)return this.take();let e=Math.min(t,_o)/this.rate,s=n=>this.played.
flow(t*(1-n));return this.glide.run(e,this.played.every(),s,()=>this.take())}take(){return this.played.forward()?this.wait(Math.max(mr,Co-Math.min(this.played.gap(),
_o))):this.stop()}};var me=class{constructor(t,e){this.data=t,this.player=e,this.texts=[],this.state=null;let s={input:()=>this.show(),keydown:n=>n.key==="Enter"&&this.jump(n.shiftKey?
-1:1)};this.input=h("input",{type:"search",size:20,placeholder:"text, key, command",on:s}),this.found=h("span",{class:"q-found",role:"status"}),this.elements=[h(
"label",{},"search (/) ",this.input),this.found]}matches(){let t=this.input.value.trim().toLowerCase();return t?(this.read(),this.data.find(e=>this.texts[e.index-
1]?.includes(t)??!1)):[]}read(){this.state??=new Map(this.data.state(0));let{state:t}=this;for(let e of this.data.steps.slice(this.texts.length)){this.texts.push(
wr(this.data,e,t));for(let s of e.changes)Ie(t,s,e.at)}}jump(t){let e=this.matches(),s=this.player.at(),[n,i]=[e.find(a=>a>s),e.findLast(a=>a<s)],r=t>0?n??e[0]:
i??e.at(-1);r!==void 0&&this.player.go(r),this.show()}show(){let t=this.matches(),e=t.indexOf(this.player.at()),s=e>=0?`${e+1} of ${t.length}`:`${t.length} foun\
d: Enter goes there`;w(this.found,this.input.value.trim()?t.length?s:"not found":"")}};function wr(o,t,e){let s=t.commands.map(([r,a])=>`${r} ${a.join(" ")}`),n=r=>Pt(
o,r,e.get(r.key),t.at).flat(),i=t.changes.flatMap(r=>[r.key,...n(r)]);return[t.title,t.sentence,t.script??"",...s,...i].join(`
`).toLowerCase()}var mt=class{constructor(t){this.viewer=t,this.buttons=[this.view("stage","Stage"),this.view("keys","All keys","All keys (K)")],this.element=h("span",{class:"q-\
views",role:"group","aria-label":"view"},...this.buttons)}view(t,e,s){return v("q-view",()=>this.viewer.look(t),{data:{view:t},title:s},e)}toggle(){this.viewer.
look(this.viewer.shows==="stage"?"keys":"stage")}update(){for(let t of this.buttons)A(t,"aria-pressed",String(t.dataset.view===this.viewer.shows))}};var ge=class{constructor(t,e,s){this.data=t,this.player=e,this.filters=new ce(t,()=>this.filtered()),this.search=new me(t,{at:()=>e.index,go:l=>this.go(l)}),this.
follow=new de(e,()=>this.followed()),this.playing=new ft({forward:()=>this.move(1),rewind:()=>this.rewind(),gap:()=>this.gap(),flow:l=>this.flow(l),every:()=>e.
pace,changed:()=>e.onChange()}),this.track=new ut(t,s),this.scales=new dt(l=>this.setScale(l)),this.chapters=new lt(()=>t.chapters,l=>this.go(l)),this.marks=new le(
t,this.track),this.first=z("first","First step (Home)",()=>this.go(this.filters.stops()[0]??0)),this.back=z("back","Back (←)",()=>this.move(-1)),this.forward=
z("forward","Forward (→)",()=>this.move(1)),this.last=z("last","Last step (End)",()=>this.go(this.filters.stops().at(-1)??t.length)),this.jobWords=h("span",{},
"next step of this job");let n={data:{act:"job"}};this.nextOfJob=v("q-button q-wide",()=>this.jumpJob(),n,T("job")," ",this.jobWords);let i={input:()=>this.slide(
Number(this.range.value))};this.range=h("input",{type:"range",min:0,step:1,"aria-label":"step",class:"q-range",on:i}),this.views=new mt(e);let r={data:{act:"pre\
dict"},title:"Stop before each step and ask where its job goes (P)"},a=()=>this.player.predict(!this.player.quiz.on);this.predict=v("q-view",a,r,"Predict"),this.
bar=this.makeBar(),this.tools=h("div",{class:"q-tools"},this.nextOfJob,...this.filters.elements,...this.search.elements),this.refresh()}makeBar(){let t=h("span",
{class:"q-views"},this.predict),s=[...[this.first,this.back,this.playing.button,this.forward,this.last],this.playing.speed,this.views.element,t],n=h("span",{class:"\
q-views"},this.follow.button),i=[this.marks.legend,n,this.scales.element,this.chapters.element],r=[this.marks.element,this.range,h("div",{class:"q-under"},...i)],
a=h("div",{class:"q-rail"},...r.slice(0,2)),l=new pt(a,(p,f)=>this.marks.tell(p,f));a.append(l.element);let c=h("div",{class:"q-slide"},a,...r.slice(2));return h(
"div",{class:"q-controls",role:"group","aria-label":"controls"},h("div",{class:"q-buttons"},...s),c)}refresh(){this.filters.refresh(),this.chapters.refresh(),this.
redrawRail()}redrawRail(){this.range.max=String(this.track.end),this.marks.draw(this.filters.stops()),this.scales.update(this.track.scale)}filtered(){this.marks.
draw(this.filters.stops()),this.player.redraw()}followed(){this.filters.follow(this.follow.job),this.filtered(),this.player.onChange()}setScale(t){t!==this.track.
scale&&(this.track.scale=t,this.redrawRail(),this.player.redraw(),this.player.onChange())}slide(t){let e=this.track.indexAt(t),s=this.track.byTime?this.data.start+
t:void 0;this.player.show(e,{at:e<this.data.length?s:void 0})}go(t){this.player.show(Math.max(0,Math.min(t,this.data.length)))}stop(t){let e=this.player.index,s=this.
filters.stops();return t>0?s.find(n=>n>e):s.findLast(n=>n<e)}move(t){let e=this.stop(t);return e===void 0||t>0&&this.player.asking.stops(e)?!1:(this.go(e),!0)}gap(){
let t=this.track.byTime?this.stop(1):void 0,{index:e,at:s}=this.player;return t===void 0?0:this.data.at(t)-Math.max(s??0,this.data.at(e))}flow(t){let{index:e}=this.
player;this.player.flow(this.data.at(this.stop(1)??e)-t-this.data.at(e))}currentJob(){if(this.player.selected){let[s,n]=tt(this.player.selected);return{queue:s,
job:n}}let t=this.data.step(this.player.index);if(!t)return null;if(t.job!==null&&t.queue!==null)return{queue:t.queue,job:t.job};let e=t.moves[0];return e?{queue:e[0],
job:e[1]}:null}jumpJob(){let t=this.currentJob();if(!t)return w(this.search.found,"choose a job first");let{queue:e,job:s}=t,n=this.player.index,i=this.data.steps.
slice(n).find(r=>this.data.concerns(r,e,s));i?this.player.select(e,s,i.index):w(this.search.found,"no later step of this job")}rewind(){let t=this.filters.stops();
this.player.index>=(t.at(-1)??0)&&this.go(t[0]??0)}update(t){this.views.update(),A(this.predict,"aria-pressed",String(this.player.quiz.on)),this.chapters.update(
t),this.updateTime(t,this.player.at),A(this.range,"aria-valuetext",Kt(this.data,t).slice(0,60));let e=this.filters.stops();this.back.disabled=this.first.disabled=
!e.some(n=>n<t),this.forward.disabled=this.last.disabled=!((e.at(-1)??0)>t),this.search.input.value&&this.search.show();let s=this.currentJob();this.follow.update(
s),this.nextOfJob.disabled=!s,w(this.jobWords,s?`next step of job ${g(s.job,14)}`:"next step of this job")}updateTime(t,e){let s=this.track.byTime&&e!==void 0?e-
this.data.start:this.track.valueOf(t);this.range.value=String(Math.max(s,this.track.valueOf(t))),x(this.range,"axis",this.track.scale)}key(t){t.stopPropagation();
let e=ue(t,s=>this.actOf(s),this.leaving);e&&(t.preventDefault(),e())}actOf(t){return/^[1-9]$/.test(t)?()=>this.player.asking.choose(Number(t)):this.acts[t.length===
1?t.toLowerCase():t]}leaving=()=>this.player.search(!1);acts={...pe(this),"/":()=>this.player.search(!0),n:()=>this.chapters.jump(this.player.index,1),b:()=>this.
chapters.jump(this.player.index,-1),t:()=>this.setScale(this.track.byTime?"steps":"time"),f:()=>this.follow.toggle(),c:()=>this.player.toggleCode(),",":()=>this.
player.drawer.code.move(-1),".":()=>this.player.drawer.code.move(1),j:()=>this.jumpJob(),p:()=>this.player.predict(!this.player.quiz.on)}};var br=120,xr=180,yr="Nothing has happened yet. Step forward with → or play with Space.",we=class{constructor(){this.clock=h("span",{class:"q-clock"}),this.counter=
h("span",{class:"q-counter"}),this.title=h("h2",{}),this.chip=h("span",{class:"q-chip"}),this.top=h("div",{class:"q-top"},this.clock,this.counter,this.title,this.
chip),this.sentence=h("p",{class:"q-sentence",tabindex:"0"}),this.told=h("div",{class:"q-told"},this.sentence),this.live=h("div",{class:"q-hidden","aria-live":"\
polite",role:"status"})}reserve(t){this.told.dataset.room=Ks(t)}tick({data:t,at:e}){w(this.clock,_(e-t.start)),this.clock.title=bt(e)}update(t){let{step:e,data:s,
index:n}=t;this.tick(t),w(this.counter,`step ${y(n)} of ${y(s.length)}`),w(this.title,e?g(e.title,90):"The beginning"),this.title.title=e?g(e.title,300):"",S(this.
chip,"visibility",e?.script?"":"hidden"),w(this.chip,`script ${e?.script??"none"}`),this.tell(e?F(e.sentence):P(s.note||yr)),w(this.live,Kt(s,n))}ask({job:t,title:e}){
let s=h("strong",{},`Where does job ${g(t,14)} go?`);this.sentence.replaceChildren(`Next: ${g(e,90)}. `,s)}tell(t){this.sentence.replaceChildren(t);let e=(this.
sentence.textContent??"").length;x(this.sentence,"long",e>xr?"very":String(e>br));for(let s of this.sentence.querySelectorAll("code")){let n=H.find(i=>i===s.textContent);
n&&(s.dataset.role=n)}}};var Ve=60;function Po(o,t,e){let s=o.state.get(t),n=o.data.key(t),i=s?Er(o,s,n):[],r=s?`${rt[s.type]??s.type} (${s.encoding})`:vr,a=h("small",{class:"q-quiet"},
`${n.role}: ${r}. ${G[n.role]?.[1]??""}`),c=[h("header",{},h("h3",{},"Key"),v("q-more",e,{},"close")),h("p",{},D(t,80),h("br"),a)];return i.length&&c.push(kr(i.
slice(0,Ve))),i.length>Ve&&c.push(h("p",{class:"q-quiet"},`… and ${y(i.length-Ve)} more`)),c}var vr="absent: an empty container does not exist in Redis";function kr(o){
let t=o.map(([e,s,n])=>{let i=h("th",{scope:"row"},g(e,60));return h("tr",{},i,h("td",{},D(s)),h("td",{class:"q-meaning"},F(n)))});return h("table",{class:"q-fi\
elds"},ht("where","raw","meaning"),h("tbody",{},...t))}function Er({data:o,at:t},e,s){let n=(r,a)=>j(s.role,r,a,t,o.start).meaning,i=r=>r.map(([a,l])=>`${a}=${l}`).
join(" ");switch(e.type){case"hash":return[...e.value].map(([r,a])=>[r,a,o.word(e,r)]);case"zset":return e.value.map(([r,a])=>[r,R(a),n(r,a)]);case"stream":return[
...e.value].reverse().map(([r,a])=>[r,i(a),""]);case"string":return[["",e.value,o.word(e,"")]];default:return Array.isArray(e.value)?e.value.map((r,a)=>[`[${a}]`,
r,""]):[["",String(e.value),""]]}}var qr=10;function Bo(o,t){let e=o.state.get(t),s=o.kinds.get(t),n=e?.type==="zset"?e.value:[],i=n.length?n.slice(0,qr).map(l=>Mr(o,l)):[h("span",{class:"q-says"},
"silent: no marker")],r={key:t,change:s??"",rings:n[0]?.[0]??""},a=h("h4",{},u.MARKER);return h("section",{class:"q-small q-bell",data:r},T("bell"),a,...i,W(s))}
function Mr(o,[t,e]){let{meaning:s}=j(u.MARKER,t,e,o.at,o.data.start);return h("span",{class:"q-says"},h("code",{},`${g(t,24)} (score ${R(e)})`)," ",s)}function be(o){switch(o.type){case"hash":return[...o.value].map(([t,e])=>`${t}=${e}`).join("  ");case"zset":return o.value.map(([t,e])=>`${t} (score ${R(e)})`).
join("  ");case"stream":return o.value.map(([t,e])=>`${t} ${e.flat().join(" ")}`).join("  ");default:return Array.isArray(o.value)?o.value.join("  "):o.value}}function Wo(o,{name:t,queue:e,job:s}){let n=o.state.get(t),i=o.kinds.get(t),r=n?Tr(o,n,o.before.get(t)):[],a=h("caption",{class:"q-hidden"},`fields of ${g(t,80)}`),
l=h("table",{class:"q-fields"},a,ht("field","raw","meaning"),h("tbody",{},...r)),c=$r(o,e,s,i);return h("article",{class:"q-card",data:{key:t,change:i??"",job:s}},
c,l)}function $r(o,t,e,s){let{name:n,tries:i}=o.job(t,e),r=o.stateOf(t,e),a=i?h("span",{class:"q-tries"},`attempts ${i}`):null,l=h("span",{class:"q-name"},g(n,40)),
c=h("span",{class:`q-chip q-state-${r}`},r);return h("header",{},T(r),h("h4",{},`job ${g(e,40)}`),l,c,a,W(s))}function Tr(o,t,e){if(t.type!=="hash")return[Ue("",
"",D(be(t)))];let s=e?.type==="hash"?e.value:new Map,n=[...t.value].map(([r,a])=>{let l=s.get(r),c=e===t||l===a?"":s.has(r)?"changed":"born",d=c==="changed"?[h(
"del",{},D(l,40))," → ",D(a)]:[D(a)];return Ue(r,c,d,o.data.word(t,r))}),i=[...s.keys()].filter(r=>e!==t&&!t.value.has(r));return[...n,...i.map(r=>Ue(r,"gone",
D(s.get(r))))]}function Ue(o,t,e,s=""){let n=h("th",{scope:"row"},g(o,60),W(t));return h("tr",{data:{change:t}},n,h("td",{},e),h("td",{class:"q-meaning"},F(s)))}var Fo=60,Sr=30,Or=5,Ar=172,Lr=6.4,Nr=60,xe=class{constructor(t){this.box=t,this.width=0,this.signature="",this.rule=h("div",{class:"q-rule","aria-hidden":"true"}),
this.nowText=h("span",{}),this.now=h("div",{class:"q-now"},this.nowText);let e=t.role===u.DELAYED?[t.tokens,this.now,this.rule]:[t.tokens,this.rule];this.field=
h("div",{class:"q-field"},...e),this.rest=h("div",{class:"q-rest"}),t.body.append(this.field,this.rest),t.body.classList.add("q-axis"),this.watch=new ResizeObserver(
([s])=>this.resize(s?.contentRect.width??0)),this.watch.observe(this.field)}resize(t){Math.abs(t-this.width)<1||(this.width=t,this.box.hooks.redraw())}get room(){
return this.width||600}update(t,e,s){let n=s.filter(i=>i.dataset.job!==void 0);this.box.role===u.DELAYED?this.byTime(t,e,n):this.byPriority(e,n),k(this.box.tokens,
n),k(this.rest,s.filter(i=>i.dataset.job===void 0))}byTime(t,e,s){let{data:n,hooks:i,name:r}=this.box,[a,l]=se(t,i.waits.of(r)),c=p=>p>a?Math.min(1,(p-a)/(l-a)):
0;this.lay(s,e.map(([,p])=>c(X(p??0)))),S(this.now,"left",`${c(t.at)*100}%`),x(this.now,"side",c(t.at)>.7?"left":"right"),w(this.nowText,`now ${_(Math.round(t.at-
n.start))}`);let d=oe(a,l,n.start).map(p=>[c(p),U(p-n.start)]);this.mark(d,`${a}-${l}`)}byPriority(t,e){let s=[...new Set(t.map(([,a])=>Ne(a??0)))],n=new Map(s.
map((a,l)=>[a,l/s.length])),i=a=>n.get(a)??0;this.lay(e,t.map(([,a])=>i(Ne(a??0))));let r=s.map((a,l)=>[i(a),l?String(a):`priority ${a}`]);this.mark(r,s.join())}lay(t,e){
let s=this.box.isMany?Sr:Fo,n=new ee(this.room,Ar,Or);t.forEach((i,r)=>{let{left:a,hangs:l}=n.hang((e[r]??0)*this.room),{lane:c,stands:d}=n.take(a);x(i,"hangs",
l&&d===a?"left":"right"),S(i,"left",`${d.toFixed(1)}px`),S(i,"bottom",`${26+c*s}px`)}),S(this.field,"height",`${38+Math.max(Fo,n.length*s)}px`)}mark(t,e){if(this.
signature===`${e} ${this.width}`)return;this.signature=`${e} ${this.width}`;let s=0,n=t.slice(0,Nr).flatMap(([i,r])=>{let[a,l]=[i*this.room,r.length*Lr+8],c=a+l>
this.room?"left":"right";if((c==="left"?a-l:a)<s)return[];s=c==="left"?a:a+l;let d=h("span",{data:{side:c}},r);return d.style.left=`${i*100}%`,[d]});this.rule.replaceChildren(
...n)}};var ye=28,Ir=12,zo=6,Ko=6,Rr=new Map(L),ve=class{constructor(t,e,s,n){this.data=t,this.queue=e,this.role=s,this.hooks=n,this.name=O(t.prefix,e,s),this.state=Rr.
get(s)??q.UNKNOWN,this.open=!1,this.unread=0,this.isMany=!1,this.count=h("span",{class:"q-count"}),this.mark=h("span",{class:"q-marks"}),this.body=h("div",{class:"\
q-body"}),this.tokens=h("div",{class:"q-tokens",role:"group","aria-label":`jobs in ${s}`}),this.button=v("q-more",()=>this.toggle()),this.element=this.box(),this.
axis=Se.includes(s)?new xe(this):null,this.axis||this.drawTube()}box(){let[t,e]=G[this.role]??["",""],n=v("q-key",()=>this.hooks.onKey(this.name),{title:"Show r\
aw and decoded values"},this.role),i=h("span",{class:"q-kind"},rt[t]),r=h("header",{},T(this.state),h("h4",{},n),i,this.count,this.mark),a=`q-box q-state-${this.
state} q-box-${this.role}`;return h("section",{class:a,data:{key:this.name,role:this.role},title:e},r,this.body)}drawTube(){let t=cs[this.role]?.map(e=>`${e} →`)??
["first","latest"];this.body.append(this.tokens,h("div",{class:"q-ends"},...t.map(e=>h("span",{},e)))),this.body.classList.add(G[this.role]?.[0]==="list"?"q-tub\
e":"q-row")}toggle(){this.open=!this.open,this.hooks.redraw()}update(t){let e=t.state.get(this.name),s=at(e),n=t.kinds.get(this.name),i=e&&s.length?Y(e):0;w(this.
count,y(i)),this.unread=i-s.length,this.isMany=s.length>Ir;let r=W(n);(r||this.mark.firstChild)&&k(this.mark,r?[r]:[]),x(this.element,"change",n??""),x(this.tokens,
"many",String(this.isMany));let a=this.drawn(t,s);this.axis?this.axis.update(t,s,a):k(this.tokens,a)}drawn(t,e){let[s,n]=this.cut(e),i=([c,d])=>this.token(t,c,d).
element,r=e.length-s.length-n.length,a=this.unread>0?[h("span",{class:"q-quiet"},`${y(this.unread)} not read`)]:[],l=r>0||this.open?[this.more(r)]:[];return[...a,
...s.map(i),...l,...n.map(i),...this.ghosts(t)]}cut(t){return t.length<=ye||this.open?(this.open=this.open&&t.length>ye,[t,[]]):Se.includes(this.role)?[t.slice(
0,ye),[]]:[t.slice(0,Ko),t.slice(Ko-ye)]}more(t){return w(this.button,t>0?`… ${y(t)} more …`:"show fewer"),this.button}token(t,e,s){let n=t.moves.get(N(this.
queue,e)),i=n?n[2]===null?"✚ new":`↦ from ${n[2]}`:"",r=n?"moved":"",a=t.selected===N(this.queue,e),l=this.hooks.tokens.take(this.queue,e,{...t.job(this.queue,
e),hint:i,kind:r,selected:a});if(this.role===u.ACTIVE){let c=t.state.get(Q(this.data.prefix,this.queue,e,u.LOCK));Is(l,c,t.at,this.data.watched)}else this.foot(
l,t,e,s);return l}foot(t,e,s,n){if(n===null)return t.foot.remove();let{label:i}=j(this.role,s,n,e.at,this.data.start);t.showFoot("q-foot"),w(t.foot,Nt(i,this.isMany?
1:2)),t.foot.title!==i&&(t.foot.title=i),x(t.element,"score",R(n))}ghosts(t){let e=[...t.moves.values()].filter(i=>this.lost(i)),s=e.slice(0,zo).map(([,i])=>h("\
span",{class:"q-token q-ghost"},h("b",{},g(i,18)),h("i",{},"✖ removed"))),n=e.length-zo;return n>0?[...s,h("span",{class:"q-quiet"},`✖ ${y(n)} more removed`)]:
s}lost([t,,e,s]){return t===this.queue&&s===null&&e===this.state&&this.role!==u.PAUSED}};function Je(o,t){let e=o.state.get(t),s=o.data.key(t),n=o.kinds.get(t),i=e??o.before.get(t),r=e?Cr(o,e,s):"",a=h("span",{title:G[s.role]?.[1]??""},s.role),l=h("\
td",{},D(i?be(i):"",90));r&&l.append(h("div",{class:"q-meaning"},F(r)));let c=h("small",{},(i?Dr(i):"")+(e?jr(e,o.at):"")),d=h("th",{scope:"row"},D(t,64)," ",W(
n));return h("tr",{data:{key:t,change:n??""}},d,h("td",{},a,h("br"),c),l)}function Dr(o){let[t,e]=Oe[o.type]??Oe.list??["",""];return`${rt[o.type]??o.type}, ${$(
Y(o),t,e)}`}var jr=(o,t)=>o.expires===null?"":`, expires in ${st(Math.max(o.expires-t,0))}`;function Cr(o,t,e){return t.type==="string"?o.data.word(t,""):t.type!==
"zset"?"":t.value.slice(0,3).map(([n,i])=>j(e.role,n,i,o.at,o.data.start).meaning).filter(Boolean).join("; ")}var _r=10;function Go(o,t){let e=o.state.get(t),s=o.kinds.get(t),n=o.fresh(t),i=e?.type==="stream"?e.value:[],r=e?.type==="stream"?Y(e):0,a=i.slice(-_r).map((M,I,C)=>Pr(
M,C.length-I<=n)),l=r-a.length,c=l>0?h("span",{class:"q-earlier"},`${y(l)} earlier`):null,d=h("div",{class:"q-strip"},c,...a),p=h("div",{class:"q-tape",tabindex:"\
0",role:"group","aria-label":"the latest events"},d),f=h("span",{class:"q-count"},$(r,"entry","entries")),b={key:t,change:s??""},m=h("h4",{},u.EVENTS);return h(
"section",{class:"q-small q-events",data:b},T("tape"),m,f,W(s),p)}function Pr([o,t],e){let{EVENT:s,JOB_ID:n}=ds,i=new Map(t),a=t.filter(([f])=>f!==s&&f!==n).map(
([f,b])=>`${f}=${b}`).join(" "),l=i.has(n)?`job ${g(i.get(n),14)}`:g(a,24),c=g(`${o} ${a}`,200),d=e?h("i",{},"✚ new"):null,p=h("b",{},g(i.get(s)??"entry",24));
return h("span",{class:"q-event",data:{fresh:String(e)},title:c},p,h("span",{},l),d)}var Qe=24,Br=30,Ho={[u.MARKER]:"zset",[u.EVENTS]:"stream"},Wr=new Map(L),ke=class{constructor(t,e,s){this.data=t,this.queue=e,this.hooks=s,this.boxes=new Map,this.
drawn=new Map,this.lastJobs=new Map,this.all=!1,this.grid=h("div",{class:"q-grid"}),this.small=h("div",{class:"q-smalls"}),this.cards=h("div",{class:"q-cards"}),
this.rows=h("tbody"),this.more=v("q-more",()=>this.toggle());let n={role:"group",data:{queue:e},"aria-label":`queue ${B(e)}`};this.element=h("div",{class:"q-que\
ue",...n},this.title(),this.grid,this.small),this.scroll=h("div",{class:"q-scroll",tabindex:"0",role:"group","aria-label":"other keys"},this.table());let i=e?`v\
alues in queue ${B(e)}`:"keys of no queue",r=[this.title(),this.cards,this.scroll,this.more];this.details=h("div",{role:"group","aria-label":i},...r)}title(){return this.
queue?h("h3",{},g(this.queue,80)):h("h3",{class:"q-stay"},"Keys of no queue")}table(){let t=this.queue?`Other keys of ${g(this.queue,80)}`:"Not keys that BullMQ\
 makes";return h("table",{class:"q-keys"},h("caption",{},t),ht("key","role","raw value"),this.rows)}toggle(){this.all=!this.all,this.hooks.redraw()}roles(){return this.
queue?H.filter(t=>V.includes(t)||this.data.hasUsed(this.queue,t)):[]}update(t,e){let s=this.roles(),n=s.map(i=>this.box(i));this.grid.dataset.more=String(s.filter(
i=>Fr.includes(i)).length),k(this.grid,n.map(i=>i.element));for(let i of n)i.update(t);this.updateSmall(t),this.updateCards(t),this.updateRows(t,e)}box(t){let e=this.
boxes.get(t)??new ve(this.data,this.queue,t,this.hooks);return this.boxes.set(t,e),e}updateSmall(t){if(!this.queue)return;let e=this.memo(t,O(this.data.prefix,this.
queue,u.MARKER),Bo),s=this.memo(t,O(this.data.prefix,this.queue,u.EVENTS),Go);k(this.small,[e,s])}updateCards(t){let e=new Map([...t.jobs()].filter(([,c])=>c.queue===
this.queue));(e.size||t.index===0)&&(this.lastJobs=e);let s=new Map(this.lastJobs),[n,i]=tt(t.selected);n===this.queue&&t.hash(n,i)&&s.set(t.selected,{queue:n,job:i});
let l=[...s.values()].map(c=>({...c,name:Q(this.data.prefix,c.queue,c.job)})).filter(c=>zr(t,c.name)).slice(0,Br).map(c=>this.memo(t,c.name,()=>Wo(t,c)));k(this.
cards,l)}updateRows(t,e){let n=(this.all?e:e.slice(0,Qe)).map(i=>this.memo(t,i,Je));k(this.rows,n),this.scroll.hidden=!e.length,this.details.hidden=!e.length&&!this.
cards.firstChild,this.more.hidden=e.length<=Qe,w(this.more,this.all?"show fewer keys":`… ${y(e.length-Qe)} more keys`)}memo(t,e,s){let n=t.state.get(e),i=t.kinds.
get(e),r=n&&(n.expires!==null||n.type==="zset")?t.at:0,a=s===Je?null:t.data.key(e).job,l=a===null?"":t.stateOf(this.queue,a),c=this.drawn.get(e),d=c?.held===n&&
!i&&!c?.kind&&c?.at===r&&c.state===l;if(c&&d)return c.node;let p=s(t,e);return this.drawn.set(e,{held:n,kind:i,at:r,state:l,node:p}),p}},Fr=[u.PRIORITIZED,u.WAITING_CHILDREN].
map(String);function Yo(o){let{data:t,state:e,before:s,kinds:n}=o,i=new Map([...t.queues,""].map(a=>[a,[]])),r=[...s.values()].filter(a=>!e.has(a.name)&&n.has(a.
name));for(let a of[...e.values(),...r]){let l=t.key(a.name);Kr(o,a,l)||(i.get(l.queue)??i.get(""))?.push(a.name)}for(let a of i.values())a.sort();return i}function zr(o,t){
return(o.state.get(t)??(o.kinds.has(t)?o.before.get(t):void 0))?.type==="hash"}function Kr(o,t,e){return e.queue?Wr.has(e.role)?Array.isArray(t.value)&&t.type!==
"stream":e.role in Ho?t.type===Ho[e.role]:e.job===null?!1:e.role===u.LOCK?o.stateOf(e.queue,e.job)===q.ACTIVE:e.role!==u.JOB||t.type!=="hash"?!1:o.stateOf(e.queue,
e.job)!==q.UNKNOWN||o.kinds.has(e.name):!1}var Ee=class{constructor(t,e,s){this.data=t,this.tokens=e,this.redraw=s,this.inspected="",this.hooks={tokens:e,waits:new Ct(t),onKey:i=>this.inspect(i),redraw:s},
this.views=new Map,this.stage=h("div",{class:"q-stage"}),this.details=h("div",{class:"q-details"}),this.nothing=h("p",{class:"q-quiet"},"No keys yet.");let n={role:"\
group",hidden:!0,"aria-label":"a key's values"};this.inspector=h("div",{class:"q-inspector",...n}),this.changes=h("div"),this.changeCount=h("span",{class:"q-cou\
nt"}),this.commands=h("div"),this.commandCount=h("span",{class:"q-count"}),this.element=h("div",{class:"q-main"},this.stage,this.side(),this.details)}side(){let t=h(
"section",{},h("h3",{},"What changed ",this.changeCount),this.changes),e=h("section",{},h("h3",{},"Commands Redis ran ",this.commandCount),this.commands);return h(
"div",{class:"q-side",role:"group","aria-label":"what happened"},this.inspector,t,e)}inspect(t){this.inspected=this.inspected===t?"":t,this.redraw()}update(t,e,s=!1){
let n=Yo(t),i=(n.get("")?.length?[...e,""]:e).map(a=>this.viewOf(a)),r=i.filter(a=>a.queue).map(a=>a.element);k(this.stage,i.length?r:[this.nothing]),k(this.details,
i.map(a=>a.details));for(let a of i)a.update(t,n.get(a.queue)??[]);s||this.drawStory(t)}viewOf(t){let e=this.views.get(t)??new ke(this.data,t,this.hooks);return this.
views.set(t,e),e}drawStory(t){let{step:e,data:s}=t;w(this.changeCount,e?y(e.changes.length):""),w(this.commandCount,e?y(e.commands.length):""),this.changes.replaceChildren(
...Fs(s,e)),this.commands.replaceChildren(...zs(s,e,(i,r)=>this.light(i,r))),this.inspector.hidden=!this.inspected;let n=()=>this.inspect(this.inspected);this.inspector.
replaceChildren(...this.inspected?Po(t,this.inspected,n):[])}light(t,e=!1){for(let a of this.element.querySelectorAll(".q-lit"))a.classList.remove("q-lit");let s=new Set(
t),i=[...this.element.querySelectorAll("[data-key], [data-touch]")].filter(a=>s.has(a.dataset.key??a.dataset.touch??""));for(let a of t){let{queue:l,job:c}=this.
data.key(a),d=c===null?void 0:this.tokens.of(l,c);d&&i.push(d.element)}for(let a of i)a.classList.add("q-lit");let r=this.tokens.motion.matches?"auto":"smooth";
e&&i[0]?.scrollIntoView({block:"nearest",behavior:r})}};var Gr=["stage","keys"],Hr=/\p{Surrogate}/u;function Ze(o){let t=new URLSearchParams(o.replace(/^#/,"")),[e,s,n]=[t.get("step")??"",t.get("job")??"",Number(t.get(
"speed"))],i=s.indexOf(":");return{.../^\d+$/.test(e)?{step:Number(e)}:{},...Vo("view",Gr.find(r=>r===t.get("view"))),...i>0?{job:{queue:s.slice(0,i),job:s.slice(
i+1)}}:{},...t.has("follow")?{follow:!0}:{},...n>0?{speed:n}:{},...Vo("axis",Ro.find(r=>r===t.get("axis")))}}var Vo=(o,t)=>t===void 0?{}:{[o]:t};function Uo({step:o=0,
view:t,job:e,follow:s,speed:n=1,axis:i}){let r=[`step=${o}`];return t&&t!=="stage"&&r.push(`view=${t}`),e&&!Hr.test(e.queue+e.job)&&(r.push(`job=${encodeURIComponent(
e.queue)}:${encodeURIComponent(e.job)}`),s&&r.push("follow")),n!==1&&r.push(`speed=${n}`),i==="time"&&r.push("axis=time"),`#${r.join("&")}`}function Jo({controls:o,
index:t,selected:e,shows:s}){let{follow:n,playing:i,track:r}=o,a=e?o.currentJob():null,l=a?{job:a,follow:n.job!==null}:{};return{step:t,view:s,speed:i.rate,axis:r.
scale,...l}}function Qo(o,{step:t,view:e,job:s,follow:n,speed:i,axis:r}){e&&o.look(e),r&&o.controls.setScale(r),i&&o.playing.setRate(i),s&&o.selected!==N(s.queue,
s.job)&&o.select(s.queue,s.job),s&&n&&o.controls.follow.set(s),t!==void 0&&o.show(t,{quiet:!0})}var Yr="cubic-bezier(.3,.1,.2,1)",Vr=120,Ur=60,Xe=class{constructor(t,e,s){this.id=h("b"),this.name=h("span",{class:"q-name"}),this.tries=h("span",{class:"q-tri\
es"}),this.hint=h("i"),this.foot=h("span",{class:"q-foot"});let n=[this.id,this.name,this.tries,this.hint];this.element=v("q-token",()=>s(t,e),{data:{queue:t,job:e}},
...n)}update(t,{name:e,tries:s,hint:n,selected:i,kind:r}){w(this.id,g(t,18)),w(this.name,g(e,18)),w(this.tries,s),w(this.hint,n);let a=e?`, ${g(e,80)}`:"",l=`jo\
b ${g(t,80)}${a}${s?`, attempts ${s}`:""}`;this.element.title!==l&&(this.element.title=l),x(this.element,"kind",r);let c=String(i);A(this.element,"aria-pressed",
c)}showFoot(t){this.foot.className!==t&&(this.foot.className=t,delete this.foot.dataset.words),this.foot.parentNode!==this.element&&this.element.append(this.foot)}travel(t,e,s){
let n=Math.hypot(t,e),i=n>Vr?-Math.min(36,n/10):0;for(let p of this.element.getAnimations())p.cancel();let r=this.element.closest(".q-box"),a=p=>{this.element.style.
zIndex=p,r&&(r.style.zIndex=p)};a(n>Ur?"5":"");let l=`translate(${t*.45}px, ${e*.45+i}px) scale(${i?1.12:1})`,c=[`translate(${t}px, ${e}px)`,l,"none"].map(p=>({
transform:p})),d=this.element.animate(c,{duration:s,easing:Yr});d.onfinish=d.oncancel=()=>a("")}appear(t){let e=[{transform:"scale(.4)",opacity:0},{transform:"s\
cale(1.1)",opacity:1},{transform:"none",opacity:1}];this.element.animate(e,{duration:t})}},qe=class{constructor(t){this.onSelect=t,this.all=new Map,this.asked=new Map,
this.was=new Map,this.motion=matchMedia("(prefers-reduced-motion: reduce)")}begin(t){if(this.asked=new Map,this.was=new Map,!(!t||this.motion.matches))for(let[e,
{element:s}]of this.all)s.isConnected&&this.was.set(e,s.getBoundingClientRect())}take(t,e,s){let n=N(t,e);for(;this.asked.has(n);)n+=`
+`;let i=this.all.get(n)??new Xe(t,e,this.onSelect);return this.asked.set(n,i),i.update(e,s),i}of(t,e){let s=this.all.get(N(t,e));return s?.element.isConnected?
s:void 0}settle(t){if(this.all=this.asked,!this.was.size)return;let e=[];for(let[s,n]of this.all){let[i,r]=[this.was.get(s),n.element.getBoundingClientRect()];i?
Math.abs(i.left-r.left)+Math.abs(i.top-r.top)>1&&e.push([n,i.left-r.left,i.top-r.top]):n.appear(t)}for(let[s,n,i]of e)s.travel(n,i,t)}};var Zo=700,Jr=3,Qr=640,Xo=30,Zr="qlab player: arrow keys step, space plays, N and B go to the next chapter and back, K shows all keys, C code, T the time axis, \
F follows a job, J goes to its next step, P asks, slash searches",gt=class{constructor(t,e,{step:s,view:n,axis:i,onStep:r,onView:a,onAnswer:l,onChange:c}={}){this.
data=new Bt(e),this.onStep=r??(()=>{}),this.onView=a??(()=>{}),this.onChange=c??(()=>{}),this.shows=n??"stage",this.selected="",this.index=-1,this.at=void 0,this.
order=[],this.tokens=new qe((I,C)=>this.select(I,C)),this.keys=new Ee(this.data,this.tokens,()=>this.redraw());let d=(I,C)=>this.select(I,C);this.scene=new he(this.
keys.hooks,d,I=>this.chooseBox(I)),this.asking=new zt(this,l??(()=>{})),this.quiz=this.asking.quiz,this.drawer=new Yt(()=>this.redraw(),this.asking.votes.element),
this.head=new we,this.controls=new ge(this.data,this,i??"steps"),this.playing=this.controls.playing;let p=h("div",{class:"q-scenery"},this.scene.element,this.drawer.
element),{top:f,told:b,live:m}=this.head,M=[f,this.controls.bar,b,this.controls.tools,p,this.keys.element,m];this.root=h("div",{class:"qlab-player",tabindex:"0",
role:"group","aria-label":Zr},...M),x(this.root,"view",this.shows),this.root.addEventListener("keydown",I=>this.controls.key(I)),this.head.reserve(this.data),t.
replaceChildren(this.root),this.watch=new ResizeObserver(()=>this.measure()),this.watch.observe(this.root),this.measure(),this.show(s??Math.min(1,this.data.length),
{quiet:!0})}show(t,{quiet:e=!1,force:s=!1,at:n}={}){let i=Math.max(0,Math.min(Number(t)||0,this.data.length)),r=s?n??this.at:n;if(i===this.index&&r===this.at&&!s)
return;this.at=r;let a=Math.abs(i-this.index)<=Jr&&i!==this.index;this.index=i,this.draw(a&&!s,this.playing.fast?Zo/3:Zo),e||this.onStep(i)}flow(t){this.at=this.
data.at(this.index)+Math.round(t);let e=this.pictureNow();this.head.tick(e),this.controls.updateTime(this.index,this.at),this.shows==="stage"?this.scene.flow(e,
this.shown()):this.drawKeys(e,this.shown(),!1,0,!0)}get pace(){return this.shows==="stage"?Xo:4*Xo}pictureNow(){return this.picture=new jt(this.data,this.index,
this.selected,this.at,this.controls.track.byTime),this.picture}shown(){let t=this.controls.filters.wanted.queue,e=this.controls.follow.job?.queue,s=this.order.filter(
n=>!t||n===t||e!==void 0);return e===void 0?s:[...s].sort((n,i)=>+(i===e)-+(n===e))}measure(){x(this.root,"narrow",String(this.root.clientWidth>0&&this.root.clientWidth<
Qr))}redraw(){this.index>=0&&this.show(this.index,{quiet:!0,force:!0})}look(t){t!==this.shows&&(this.shows=t,x(this.root,"view",t),this.redraw(),this.onView(t))}select(t,e,s){
let n=N(t,e);this.selected=this.selected===n&&s===void 0?"":n,this.controls.follow.chosen(),this.onChange(),s===void 0||s===this.index?this.redraw():this.show(s)}chooseBox(t){
return this.quiz.asking?this.asking.guess(t):(this.keys.inspected=O(this.data.prefix,this.order[0]??"",t),this.look("keys"))}toggleCode(){let t=this.shows!=="st\
age"||this.drawer.tab!=="code";this.shows!=="stage"&&this.look("stage"),this.drawer.open(t?"code":"changes")}predict(t,e){this.asking.begin(t,e)}draw(t,e){let s=this.
pictureNow(),n=this.data.queuesAt(this.index),i=t&&n[0]===this.order[0];this.order=n;let r=this.shown(),a=Re(this.root);this.head.update(s),this.shows==="stage"?
this.drawScene(s,r,i?e:0):this.drawKeys(s,r,i,e),this.controls.update(this.index),Ls(this.root,a)}drawScene(t,e,s){this.scene.animate(this.tokens.motion.matches?
0:s),this.scene.update(t,e),this.quiz.asking!==this.index+1&&(this.quiz.asking=0);let n=this.quiz.asking?this.quiz.question(this.quiz.asking):null,i=this.quiz.answers.
get(this.index)??null;return x(this.root,"asks",String(n!==null)),this.scene.markGuess(i&&!i.right?i.guess:""),this.drawer.judge(n?null:i),this.asking.votes.update(
n?.step??this.index),n?(this.head.ask(n),this.drawer.ask(n,r=>this.asking.guess(r))):this.drawer.update(t)}drawKeys(t,e,s,n,i){this.tokens.begin(s),this.keys.update(
t,e,i),this.tokens.settle(n)}search(t){x(this.root,"tools",t?"open":""),(t?this.controls.search.input:this.root).focus()}decode(...t){return j(...t).meaning}grow(t,e){
let s=this.data.grow(t);return s&&(this.controls.refresh(),this.head.reserve(this.data)),e!==void 0&&e!==this.index?this.show(e,{quiet:!0}):s&&this.redraw(),s}key(t){
this.controls.key(t)}get linked(){return Jo(this)}open(t){Qo(this,t)}get held(){return this.data.length}follows(t){return t.from<=this.data.length}destroy(){this.
controls.playing.stop(),this.asking.votes.stop(),this.watch.disconnect(),this.root.remove()}};var ts={sign:"▀",css:"q-tick-first"},es={sign:"▄",css:"q-tick-second"},Me=class{constructor(t,e){this.pair=t,this.playing=new ft({forward:()=>this.move(1),rewind:()=>this.
rewind(),gap:()=>this.gap(),flow:n=>t.flow(t.elapsedAt(t.index+1)-n),every:()=>t.pace,changed:()=>t.onChange()}),this.track=new ut(t,e),this.scales=new dt(n=>this.
setScale(n)),this.chapters=new lt(()=>t.chapters,n=>t.show(n)),this.first=z("first","The beginning (Home)",()=>t.show(0)),this.back=z("back","Back (←)",()=>this.
move(-1)),this.forward=z("forward","Forward (→)",()=>this.move(1)),this.last=z("last","The end (End)",()=>t.show(t.length)),this.clock=h("span",{class:"q-cloc\
k"}),this.counter=h("span",{class:"q-counter"});let s={input:()=>t.show(this.track.indexAt(Number(this.range.value)))};this.range=h("input",{type:"range",min:0,
step:1,"aria-label":"step",class:"q-range",on:s}),this.ticks=h("div",{class:"q-ticks","aria-hidden":"true"}),this.legend=h("div",{class:"q-legend"}),this.views=
new mt(t),this.bar=this.makeBar(),this.refresh()}makeBar(){let t=h("span",{class:"q-pair-time"},this.clock,this.counter),s=[...[this.first,this.back,this.playing.
button,this.forward,this.last],this.playing.speed,this.views.element],n=h("div",{class:"q-rail"},this.ticks,this.range);n.append(new pt(n,a=>this.tell(a)).element);
let i=h("div",{class:"q-under"},this.legend,this.scales.element,this.chapters.element);return h("div",{class:"q-controls",role:"group","aria-label":"controls"},
t,h("div",{class:"q-buttons"},...s),h("div",{class:"q-slide"},n,i))}refresh(){let{places:t,names:e}=this.pair;this.range.max=String(this.track.end);let s=l=>(1e3*
this.track.shareOf(l)).toFixed(1),n=(l,c)=>t.map((d,p)=>this.pair.moves(l,p)?`M${s(p)} ${c}`:""),i=[E("path",{class:ts.css,d:n(0,"0V7").join("")}),E("path",{class:es.
css,d:n(1,"9V16").join("")})];this.ticks.replaceChildren(E("svg",{viewBox:"0 0 1000 16",preserveAspectRatio:"none"},...i));let[r,a]=[ts,es].map(({sign:l,css:c})=>h(
"b",{class:c},l));this.legend.replaceChildren(r??"",` ${e[0]}   `,a??"",` ${e[1]}`),this.chapters.refresh(),this.scales.update(this.track.scale)}tell(t){let e=this.
track.indexAt(t*this.track.end),s=[ts,es].flatMap((i,r)=>this.pair.moves(r,e)?[{...i,words:this.pair.names[r]??""}]:[]);return[{sign:"",css:"",words:`${y(e)} of\
 ${y(this.pair.length)}, ${_(this.pair.elapsedAt(e))}`},...s]}setScale(t){t!==this.track.scale&&(this.track.scale=t,this.refresh(),this.pair.show(this.pair.index,
{quiet:!0,force:!0}),this.pair.onChange())}gap(){let{index:t,length:e}=this.pair;return!this.track.byTime||t>=e?0:this.pair.elapsedAt(t+1)-this.pair.time}move(t){
let e=this.pair.index+t;return e<0||e>this.pair.length?!1:(this.pair.show(e),!0)}rewind(){this.pair.index>=this.pair.length&&this.pair.show(0)}update(t,e){this.
views.update(),this.chapters.update(t),this.updateTime(t,e),A(this.range,"aria-valuetext",`${_(e)}, ${t} of ${this.pair.length}`),this.back.disabled=this.first.
disabled=t<=0,this.forward.disabled=this.last.disabled=t>=this.pair.length,w(this.counter,`${y(t)} of ${y(this.pair.length)}`)}updateTime(t,e){w(this.clock,_(e)),
this.range.value=String(this.track.byTime?Math.round(e):t)}key(t){let e=ue(t,s=>this.acts[s.length===1?s.toLowerCase():s]);t.ctrlKey||t.metaKey||t.altKey||(t.stopPropagation(),
e&&(t.preventDefault(),e()))}acts={...pe(this),n:()=>this.chapters.jump(this.pair.index,1),b:()=>this.chapters.jump(this.pair.index,-1),t:()=>this.setScale(this.
track.byTime?"steps":"time"),c:()=>this.pair.toggleCode()}};var Xr="qlab player of two recordings: arrow keys step both, space plays, N and B go to chapters, K shows all keys",$e=class{constructor(t,e,{step:s,view:n,axis:i,
onStep:r,onView:a,onChange:l}={}){this.places=e.places,this.names=e.names,this.onStep=r??(()=>{}),this.onView=a??(()=>{}),this.onChange=l??(()=>{}),this.shows=n??
"stage",this.index=-1,this.time=0;let c=e.tracks.map(()=>h("div",{class:"q-half-slot"}));this.notes=e.tracks.map(()=>h("small",{})),this.halves=e.tracks.map((b,m)=>this.
half(c[m]??t,b,e.names[m]??"")),this.chapters=this.findChapters(),this.controls=new Me(this,i??"steps");let d=c.map((b,m)=>this.section(b,m)),p=h("div",{class:"\
q-halves"},...d),f={class:"qlab-player q-pair",tabindex:"0",role:"group","aria-label":Xr};this.root=h("div",f,p,this.controls.bar),x(this.root,"shows",this.shows),
this.root.addEventListener("keydown",b=>this.controls.key(b),{capture:!0}),t.replaceChildren(this.root),this.show(s??Math.min(1,this.length),{quiet:!0})}half(t,e,s){
let n=new gt(t,e,{step:0,view:this.shows,onView:i=>this.look(i)});return n.root.removeAttribute("tabindex"),n.root.setAttribute("aria-label",s),n.drawer.element.
setAttribute("aria-label",`the difference: ${s}`),n}section(t,e){let s=h("h2",{class:"q-half-name"},this.names[e]??""," ",this.notes[e]);return h("div",{class:"\
q-half",role:"group","aria-label":this.names[e]??""},s,t)}get length(){return this.places.length-1}get held(){return this.halves.map(t=>t.data.length)}elapsedAt(t){
let e=this.places[t]??[];return Math.max(...this.halves.map(({data:s},n)=>s.elapsedAt(e[n]??0)))}moves(t,e){return e>0&&this.places[e]?.[t]!==this.places[e-1]?.[t]}findChapters(){
return this.places.flatMap((t,e)=>t.flatMap((s,n)=>{let{data:i}=this.halves[n];return(this.moves(n,e)?i.chapters.filter(({step:a})=>a===s):[]).map(({title:a})=>({
step:e,title:`${a}, ${this.names[n]??""}`}))}))}show(t,{quiet:e=!1,force:s=!1}={}){let n=Math.max(0,Math.min(Number(t)||0,this.length));if(n===this.index&&!s)return;
this.index=n;let i=this.elapsedAt(n);this.time=i,this.halves.forEach((r,a)=>{this.showHalf(r,a,i)}),this.controls.update(n,i),e||this.onStep(n)}flow(t){this.time=
t;for(let e of this.halves)e.flow(e.data.start+t-e.data.at(e.index));this.controls.updateTime(this.index,t)}get pace(){return Math.max(...this.halves.map(t=>t.pace))}showHalf(t,e,s){
let[n,i]=[this.places[this.index]?.[e]??0,this.places[this.index-1]?.[e]],r=n===i||this.index===0;t.playing=this.controls.playing,t.controls.track.scale=this.controls.
track.scale,t.show(n,{quiet:!0,force:n===t.index,at:t.data.start+s});let a=`step ${y(n)} of ${y(t.data.length)}`;w(this.notes[e]??t.root,r&&this.index?`${a}, no\
thing new`:a),x(t.root,"still",String(r))}look(t){if(t!==this.shows){this.shows=t,x(this.root,"shows",t);for(let e of this.halves)e.look(t);this.controls.update(
this.index,this.elapsedAt(this.index)),this.onView(t)}}toggleCode(){for(let t of this.halves)t.toggleCode()}get linked(){let{playing:t,track:e}=this.controls;return{
step:this.index,view:this.shows,speed:t.rate,axis:e.scale}}open({step:t,view:e,speed:s,axis:n}){e&&this.look(e),n&&this.controls.setScale(n),s&&this.controls.playing.
setRate(s),t!==void 0&&this.show(t,{quiet:!0})}key(t){this.controls.key(t)}predict(){}grow(t,e){let s=this.halves.map((n,i)=>{let r=t.tracks[i];return r?n.grow(
r):!1});return this.places=t.places,this.chapters=this.findChapters(),this.controls.refresh(),this.show(e??this.index,{quiet:!0,force:s.some(Boolean)}),s.some(Boolean)}follows(t){
return t.tracks.every((e,s)=>e.from<=(this.held[s]??0))}destroy(){this.controls.playing.stop();for(let t of this.halves)t.destroy();this.root.remove()}};var tn=(o,t,e)=>"tracks"in t?new $e(o,t,e):new gt(o,t,e);var ta=120;function en(o){let t=document.getElementById(o);if(!t)throw new Error(`The page has no element "${o}".`);return t}var sn=0;function ss(){clearTimeout(
sn),sn=window.setTimeout(()=>{history.replaceState(null,"",Uo(Mt.linked))},ta)}var on=Ze(location.hash),ea=o=>{document.body.dataset.view=o,ss()};document.body.
dataset.view=on.view??"stage";var{step:sa,view:oa,axis:na,...ia}=on,Mt=tn(en("player"),JSON.parse(en("player-data").textContent??""),{step:sa,view:oa,axis:na,onStep:ss,
onView:ea,onChange:ss});Mt.open(ia);addEventListener("hashchange",()=>Mt.open(Ze(location.hash)));addEventListener("keydown",o=>{o.target===document.body&&Mt.key(
o)});Object.assign(globalThis,{qlabPlayer:Mt});performance.mark("qlab-first");
