// qlab's widgets, bundled by esbuild 0.28.2 from sources with SHA-256 2c92f32e5b5f4ef29c9a4a4285bad551988660ef3746cca8de559173ed82c4bf
var Qe="\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{d800}-\\u{dfff}\\u{e0000}-\\u{e007f}",
u={WAIT:"wait",ACTIVE:"active",PAUSED:"paused",DELAYED:"delayed",PRIORITIZED:"prioritized",PRIORITY_COUNTER:"pc",COMPLETED:"completed",FAILED:"failed",WAITING_CHILDREN:"\
waiting-children",MARKER:"marker",EVENTS:"events",META:"meta",ID:"id",STALLED:"stalled",STALLED_CHECK:"stalled-check",LIMITER:"limiter",REPEAT:"repeat",SCHEDULER:"\
scheduler",DEDUPLICATION:"de",DEDUPLICATION_NEXT:"dn",METRICS:"metrics",METRICS_DATA:"metrics-data",LEGACY_PRIORITY:"priority",LEGACY_DELAY:"delay",LEGACY_PAUSED:"\
meta-paused",JOB:"job",LOCK:"lock",LOGS:"logs",DEPENDENCIES:"dependencies",PROCESSED:"processed",CHILD_FAILURES:"child-failures",UNSUCCESSFUL:"unsuccessful",RELAY:"\
relay",UNKNOWN:"unknown"},q={WAITING:"waiting",PRIORITIZED:"prioritized",DELAYED:"delayed",WAITING_CHILDREN:"waiting-children",ACTIVE:"active",COMPLETED:"comple\
ted",FAILED:"failed",UNKNOWN:"unknown"},Ze={waiting:"The job is ready and waits in line for a worker.",prioritized:"The job is ready, in line by priority, after\
 jobs without one.",delayed:"The job may not start before a set moment: a delay or a backoff.","waiting-children":"The job waits for its child jobs to finish.",
active:"A worker has the job, and a lock on it that it must keep renewing.",completed:"The job is done, and its return value is kept.",failed:"The job failed fo\
r good: no attempts are left, or the error forbade another.",unknown:"No list or set of the queue holds the job's id: it does not exist, or it is orphaned."},N=[
["completed","completed"],["failed","failed"],["delayed","delayed"],["prioritized","prioritized"],["active","active"],["wait","waiting"],["paused","waiting"],["\
waiting-children","waiting-children"]],Xe=["prioritized","wait","paused"],ve=["completed","failed"],ts={lock:"lock",logs:"logs",dependencies:"dependencies",processed:"\
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
llMQ makes."]},es="no longer: ",ss=200,H=["wait","active","completed","prioritized","waiting-children","failed","delayed","paused"],G=["wait","active","delayed",
"completed","failed"],ke=["delayed","prioritized"],is={wait:["head: new jobs","tail: next to run"],paused:["head: newest","tail: oldest"],active:["head: taken l\
ast","tail: taken first"],logs:["head: oldest","tail: newest"],"metrics-data":["head: latest","tail: oldest"]},nt={list:"list",zset:"sorted set",set:"set",hash:"\
hash",string:"string",stream:"stream"},qe={list:["element","elements"],set:["member","members"],zset:["member","members"],hash:["field","fields"],stream:["entry",
"entries"],string:["byte","bytes"]},kt={NAME:"name",OPTIONS:"opts",ATTEMPTS_MADE:["atm","attemptsMade"]},ns={EVENT:"event",JOB_ID:"jobId"},qt={READY:"0",DUE:"1"};var A=(i,t,e)=>`${i}:${t}:${e}`;function J(i,t,e,s){let n=`${i}:${t}:${e}`;return s===void 0?n:`${n}:${ts[s]}`}var O=(i,t)=>`${i}
${t}`;function tt(i){let[t="",e=""]=i.split(`
`);return[t,e]}function rs(i,t){if(i===t)return 0;let[e,s]=[os(i),os(t)],n=e.findIndex((o,r)=>o!==s[r]);return n<0?-1:(e[n]??-1)-(s[n]??-1)}var os=i=>[...i].map(t=>Pi(t.codePointAt(
0)??0)),Pi=i=>i>>8===220?i-56320:i,as=(i,t)=>i[1]-t[1]||rs(i[0],t[0]),Et=([i],[t])=>i<t?-1:i>t?1:0,et=i=>typeof i=="string"?Number(i.replace("inf","Infinity")):
i,Bi={hash:i=>new Map(Object.entries(i).sort(Et)),zset:i=>i.map(([t,e])=>[t,et(e)]).sort(as)},hs={string:(i,t)=>t,list:Wi,members:Fi,hash:Ki,zset:Hi,stream:(i,t)=>i.
slice(t.trim).concat(t.append)},zi=Object.keys(hs);function Wi(i,t){let e=i.slice();for(let[s,n,o]of t)e.splice(s,n,...o);return e}function Fi(i,t){let e=i.filter(
s=>!t.del.includes(s));return[...new Set([...e,...t.add])].sort(rs)}function Ki(i,t){let e=new Map(i);for(let s of t.del)e.delete(s);for(let[s,n]of Object.entries(
t.set))e.set(s,n);return new Map([...e].sort(Et))}function Hi(i,t){let e=new Map(i);for(let s of t.del)e.delete(s);for(let[s,n]of Object.entries(t.set))e.set(s,
et(n));return[...e].sort(as)}function mt(i,t,e){let s=Bi[t.type]?.(t.value)??t.value,n=t.expires_at===null?null:t.expires_at-e,o=new Map(Object.entries(t.words??
{})),{encoding:r,expires_at:a,size:l}=t;return{name:i,type:t.type,encoding:r,expires:a,life:n,value:s,size:l,words:o,job:null}}function ls(i,t,e){let s=zi.find(
l=>l in t),n=s?hs[s](i.value,t[s]):i.value,o=t.expires_at,r=o===null?null:o===i.expires?i.life:o-e,a=t.words?new Map([...i.words,...Object.entries(t.words)]):i.
words;return{...i,job:null,encoding:t.encoding,expires:o,life:r,value:n,words:a}}function Y(i){return i.size!==void 0?i.size:i.type==="hash"?i.value.size:typeof i.
value=="string"?Yi(i.value):i.value.length}var Yi=i=>[...i].reduce((t,e)=>t+Gi(e.codePointAt(0)??0),0),Gi=i=>i<128||i>>8===220?1:i<2048?2:i<65536?3:4;function ot(i){
return!i||!Array.isArray(i.value)||i.type==="stream"?[]:i.type==="zset"?i.value:i.value.map(t=>[t,null])}function R(i){return Number.isFinite(i)?Number.isInteger(i)?String(BigInt(i)):String(i):i>0?"inf":"-inf"}var v=i=>i.toLocaleString("en"),$=(i,t,e=`${t}s`)=>`${v(
i)} ${i===1?t:e}`;function D(i){let[t="",e=""]=(Math.abs(i)/1e3).toFixed(3).split(".");return`${i<0?"-":"+"}${t.replace(/\B(?=(\d{3})+$)/g," ")}.${e} s`}var st=i=>`${(i/1e3).toFixed(
3)} s`,Vi=i=>i%1===.5?2*Math.round(i/2):Math.round(i),$t=i=>i<1e5?st(i):V(1e3*Vi(i/1e3));function St(i){return i===0?"due now":i>0?`due in ${$t(i)}`:`overdue by\
 ${$t(-i)}`}var cs=(i,t)=>i===null?"never expires now":i>t?`expires ${Mt(i-t)}`:Mt(i-t),Mt=i=>i>0?`in ${$t(i)}`:`${$t(-i)} ago`,Ui=[["d",864e5],["h",36e5],["min",
6e4],["s",1e3]];function V(i){if(!(i<1e15))return`${i.toPrecision(4)} ms`;let t=i;return Ui.map(([s,n])=>{let o=s==="s"?t/n:Math.floor(t/n);return t-=Math.floor(
t/n)*n,o?`${o} ${s}`:""}).filter(Boolean).join(" ")||"0 s"}var ds=i=>i<1e5?`${(i/1e3).toFixed(1)} s`:V(1e3*Math.floor(i/1e3));function Tt(i,t){let e=new RegExp(
`((?:\\d+ (?:d|h|min) ?){${t}}).*`);return i.replace("overdue by","late by").replace(e,"$1").trim()}function gt(i){let t=new Date(i);return Number.isNaN(t.getTime())?
`${i} ms since 1970`:t.toISOString()}var Ji=new RegExp(`[${Qe}]`,"gu"),At=(i,t)=>i.toString(16).padStart(t,"0");function Qi(i){let t=i.codePointAt(0)??0;return i==="\r"?"\\r":t>=56448&&t<=56575?`\\x${At(
t-56320,2)}`:t<128?`\\x${At(t,2)}`:t<65536?`\\u${At(t,4)}`:`\\U${At(t,8)}`}var B=i=>String(i).replace(Ji,Qi),_=i=>B(i).replace(/\n/g,"\\n").replace(/\t/g,"\\t");
function Q(i,t){if(i.length<=t)return i;let e=/[\ud800-\udbff]/.test(i[t-2]??"")?t-2:t-1;return`${i.slice(0,e)}…`}var f=(i,t)=>Q(_(i),t);var Lt=(i,t)=>[Math.floor(i/t),i-Math.floor(i/t)*t],Z=i=>Lt(i,4096)[0],Me=i=>Lt(i,4294967296)[0],Zi=Math.log2(4294967296),Xi=Math.log2(9007199254740992),Ot=i=>({
value:t,now:e,start:s})=>({label:D(t-s),meaning:`${i} ${gt(t)}, ${Mt(t-e)}`});function tn({value:i,now:t}){let[e,s]=Lt(i,4096),n=Math.abs(i)>9007199254740992?` \
(above 2^${Xi} a score loses its sequence)`:"",o=St(e-t);return{label:o,meaning:`${e} ms × ${4096} + ${s} → ${o}${n}`}}function en({value:i}){let[t,e]=Lt(i,4294967296),
s=e?`ticket ${e}`:"at the front";return{label:s,meaning:`${t} × 2^${Zi} + ${e} → priority ${t}, ${s}`}}function sn({member:i,value:t,now:e}){let s={[qt.READY]:"\
jobs are ready: an idle worker wakes at once",[qt.DUE]:`a worker without work sleeps until the next delayed job, ${St(t-e)}`},n=Object.values(qt).join(" and ");
return{label:"",meaning:s[i]??`not a marker that BullMQ sets (it knows ${n})`}}function nn({member:i,value:t,now:e}){let s=St(t-e);return{label:s,meaning:`${gt(
t)} → next job of scheduler ${f(i,60)} ${s}`}}var on={[u.DELAYED]:tn,[u.PRIORITIZED]:en,[u.MARKER]:sn,[u.COMPLETED]:Ot("finished"),[u.FAILED]:Ot("finished"),[u.
WAITING_CHILDREN]:Ot("waiting since"),[u.UNSUCCESSFUL]:Ot("failed"),[u.REPEAT]:nn,[u.LEGACY_PRIORITY]:({value:i})=>({label:R(i),meaning:`priority ${R(i)}, no lo\
nger read`})};function C(i,t,e,s,n){return Number.isFinite(e)?on[i]?.({member:t,value:e,now:s,start:n})??{label:R(e),meaning:""}:{label:R(e),meaning:"not a fini\
te number: BullMQ sets no such score"}}var rn={name:"",tries:"",made:0,allowed:1},an=10*365*864e5,Nt=class{constructor(t,e,s,n,o=!1){this.data=t,this.index=e,this.selected=s,this.step=t.step(e),this.
at=Math.max(n??0,t.at(e)),this.byTime=o,this.state=t.state(e),this.before=e>0?t.state(e-1):this.state;let r=this.step?.changes??[];this.kinds=new Map(r.map(a=>[
a.key,this.kind(a)])),this.appended=new Map(r.map(a=>[a.key,a.stream?.append.length??this.entered(a)])),this.moves=Rt(this.step?.moves??[]),this.places=null}get between(){
return this.byTime&&this.at>this.data.at(this.index)}kind(t){return t.del?"gone":t.set&&!this.before.has(t.key)?"born":"changed"}entered({key:t,set:e}){if(e?.type!==
"stream")return 0;let s=this.before.get(t),n=new Set(s?.type==="stream"?s.value.map(([o])=>o):[]);return e.value.filter(([o])=>!n.has(o)).length}fresh(t){return this.
appended.get(t)??0}hash(t,e){let s=this.state.get(J(this.data.prefix,t,e));return s?.type==="hash"?s:null}job(t,e){let s=this.hash(t,e);return s?(s.job??={name:s.
value.get(kt.NAME)??"",...hn(s.value)},s.job):rn}stateOf(t,e){return this.places??=this.findPlaces(),this.places.get(O(t,e))??q.UNKNOWN}findPlaces(){let t=new Map;
for(let e of this.data.queues)for(let[s,n]of N)for(let[o]of ot(this.state.get(A(this.data.prefix,e,s)))){let r=O(e,o);t.has(r)||t.set(r,n)}return t}jobs(){let t=new Map;
for(let e of this.kinds.keys()){let{queue:s,job:n}=this.data.key(e);n!==null&&t.set(O(s,n),{queue:s,job:n})}return t}};function Rt(i){let t=new Map;for(let[e,s,
n,o]of i){let r=t.get(O(e,s));t.set(O(e,s),[e,s,r?r[2]:n,o])}return t}function hn(i){try{let t=JSON.parse(i.get(kt.OPTIONS)??"{}").attempts??1,e=Number(kt.ATTEMPTS_MADE.
map(s=>i.get(s)).find(s=>s!==void 0)??0);return{made:e,allowed:t,tries:t>1?`${e}/${t}`:""}}catch{return{made:0,allowed:1,tries:""}}}var It=class{constructor(t){
this.data=t,this.upTo=0,this.by=new Map}of(t){for(;this.upTo<this.data.length;this.upTo+=1){let{at:e,changes:s}=this.data.step(this.upTo+1);for(let n of s)this.
look(n,e)}return this.by.get(t)??0}look(t,e){if(this.data.key(t.key).role!==u.DELAYED)return;let s=Math.max(0,...ln(t).map(n=>Z(et(n))-e));s<an&&this.by.set(t.key,
Math.max(this.by.get(t.key)??0,s))}};function ln({zset:i,set:t}){return i?Object.values(i.set):t?.type==="zset"?t.value.map(([,e])=>e):[]}function h(i,t={},...e){let s=document.createElement(i);for(let[n,o]of Object.entries(t))cn(s,n,o);for(let n of e.flat())n==null||n===""||s.append(n instanceof Node?
n:B(n));return s}function cn(i,t,e){if(!(e==null||e===!1))if(t==="class")i.className=e;else if(t==="text")i.textContent=B(e);else if(t==="data")Object.assign(i.
dataset,e);else if(t==="on")for(let[s,n]of Object.entries(e))i.addEventListener(s,n);else i.setAttribute(t,e===!0?"":e)}var y=(i,t,e={},...s)=>h("button",{type:"\
button",class:i,on:{click:t},...e},...s),rt=(...i)=>h("thead",{},h("tr",{},...i.map(t=>h("th",{scope:"col"},t))));function m(i,t){let e=B(t);i.textContent!==e&&
(i.textContent=e)}function x(i,t,e){i.dataset[t]!==e&&(i.dataset[t]=e)}function S(i,t,e){i.style.getPropertyValue(t)!==e&&i.style.setProperty(t,e)}function L(i,t,e){
i.getAttribute(t)!==e&&(e===null?i.removeAttribute(t):i.setAttribute(t,e))}function k(i,t){let e=i.firstChild;for(let s of t){if(e&&e!==s&&e.nextSibling===s){let n=e;
e=s,i.appendChild(n)}e===s?e=e.nextSibling:i.insertBefore(s,e)}for(;i.childNodes.length>t.length;)i.lastChild?.remove()}var us=(i,t)=>t===null?i:`${i}: job ${f(t,14)}`,at=class{constructor(t,e){this.chapters=t,this.go=e;let s={change:()=>this.choose()},n="Chapters (N: the next on\
e, B: the one before)";this.element=h("select",{class:"q-chapters","aria-label":"chapters",title:n,on:s}),this.refresh()}refresh(){let t=this.chapters(),e=t.map(
({step:s,title:n},o)=>h("option",{value:o},`${s} · ${n}`));this.element.replaceChildren(h("option",{value:""},"Chapters"),...e),this.element.disabled=!t.length}choose(){
let t=this.chapters()[Number(this.element.value)];this.element.value&&t&&this.go(t.step)}jump(t,e){let s=this.chapters().map(({step:o})=>o),n=e>0?s.find(o=>o>t):
s.findLast(o=>o<t);n!==void 0&&this.go(n)}update(t){let e=this.chapters().findLastIndex(({step:s})=>s<=t);this.element.value=e<0?"":String(e)}};function jt(i,t,e,s){let n=a=>i.words[a]??"";if(t.lines)return t.lines.map(([a,l,c,d,p])=>[a,l,c,d,n(p)]);let o=[];for(let a of dn({data:i,change:t,before:e,at:s})){
if(o.length===ss)break;o.push(a)}let r=t.means?o.filter(([a])=>a==="added"||a==="removed"):[];for(let[a,l]of r.entries())l[4]=gs(l[0],n(t.means?.[a]??-1));return o}
function*dn(i){let{change:t,before:e}=i;t.del?yield*pn(i):t.set?yield*un(i):e&&(yield*fn(i,e))}function*pn({data:i,change:t,before:e,at:s}){if(e){yield["gone","",
e.type,null,bs(i,t)];for(let[n,o,r]of ms(i,e,s))yield wt(n,o,r)}}function*un({data:i,change:t,at:e}){if(!t.set)return;let s=mt(t.key,t.set,e);yield["born","",null,
s.type,bs(i,t)];for(let[n,o,r]of ms(i,s,e))yield["added",n,null,o,r];s.expires!==null&&(yield ws(null,s.expires,e))}function*fn(i,t){let{change:e,at:s}=i;e.string!==
void 0&&(yield["changed","",String(t.value),e.string,ys(i,"")]),e.list&&(yield*mn(t.value,e.list)),e.members&&(yield*gn(e.members)),e.hash&&(yield*wn(i,t,e.hash)),
e.zset&&(yield*bn(i,t,e.zset)),e.stream&&(yield*xn(e.stream)),t.expires!==e.expires_at&&(yield ws(t.expires,e.expires_at,s)),t.encoding!==e.encoding&&(yield["en\
coding","",t.encoding,e.encoding,""])}function*mn(i,t){let e=t.length>1?i.slice():i;for(let[s,n,o]of t){let r=e.slice(s,s+n);for(let[a,l]of r.entries())yield wt(
`[${s+a}]`,l,"");for(let[a,l]of o.entries())yield["added",`[${s+a}]`,null,l,""];t.length>1&&e.splice(s,n,...o)}}function*gn(i){for(let t of i.del)yield wt("",t,
"");for(let t of i.add)yield["added","",null,t,""]}function*wn(i,t,e){let s=t.type==="hash"?t.value:new Map;for(let[n,o]of vs(e.set,e.del)){let r=s.get(n)??null;
o===null?yield wt(n,r??"",i.data.word(t,n)):yield[r===null?"added":"changed",n,r,o,ys(i,n)]}}function*bn({data:i,change:t,at:e},s,n){let o=new Map(s.type==="zse\
t"?s.value:[]),{role:r}=i.key(t.key),a=(l,c)=>C(r,l,c,e,i.start).meaning;for(let[l,c]of vs(n.set,n.del)){let d=o.get(l),p=d===void 0?null:R(d);c===null?yield wt(
l,p??"",d===void 0?"":a(l,d)):yield[p===null?"added":"changed",l,p,R(et(c)),a(l,et(c))]}}function*xn(i){let t=i.trim===1?"entry":"entries";i.trim&&(yield["trimm\
ed","",String(i.trim),null,`${t} trimmed off the beginning`]);for(let e of i.append)yield["added",e[0],null,xs(e),""]}function*ms(i,t,e){if(t.type==="zset")yield*yn(
i,t,e);else if(t.type==="hash")for(let[s,n]of t.value)yield[s,n,i.word(t,s)];else if(t.type==="list")for(let[s,n]of t.value.entries())yield[`[${s}]`,n,""];else if(t.
type==="set")for(let s of t.value)yield["",s,""];else if(t.type==="stream")for(let s of t.value)yield[s[0],xs(s),""];else yield["",String(t.value),i.word(t,"")]}
function*yn(i,t,e){let{role:s}=i.key(t.name);for(let[n,o]of t.value)yield[n,R(o),C(s,n,o,e,i.start).meaning]}var gs=(i,t)=>i==="removed"&&t?es+t:t,wt=(i,t,e)=>[
"removed",i,t,null,gs("removed",e)],ws=(i,t,e)=>["ttl","",fs(i),fs(t),cs(t,e)],fs=i=>i===null?null:String(i),bs=(i,t)=>K[i.key(t.key).role]?.[1]??"",xs=([,i])=>i.
map(([t,e])=>`${t}=${e}`).join(" "),ys=({data:i,change:t},e)=>i.words[t.words?.[e]??-1]??"",vs=(i,t)=>[...Object.entries(i),...t.map(e=>[e,null])].sort(Et);var ht=32,ks=5,vn=6,Ct=class{constructor(t){this.prefix=t.prefix,this.start=t.start,this.began=t.at,this.note=t.note,this.watched=t.watched,this.steps=[],this.names=
new Map,this.words=[],this.kept=new Map,this.used=new Set,this.queues=[],this.chapters=[],this.grow(t);let e=new Map(Object.entries(t.keys).map(([s,n])=>[s,mt(s,
n,t.at)]));this.frames=[e];for(let s of e.keys())this.use(s)}grow(t){let e=t.steps.slice(this.steps.length-t.from);if(t.from>this.steps.length||!e.length&&this.
steps.length)return!1;for(let[n,[o,r,a,l]]of Object.entries(t.names))this.names.set(n,{name:n,queue:o,role:r,job:a,detail:l});t.words.forEach((n,o)=>{this.words[t.
wordsFrom+o]=n}),this.steps.push(...e);for(let{index:n,commands:o,chapters:r=[]}of e){for(let a of o)a[1]=kn(a);this.chapters.push(...r.map(([a,,l])=>({step:n,title:us(
a,l)})))}let s=new Set([...this.names.values()].map(n=>n.queue).filter(Boolean));this.queues=qs([...s].sort(),this.steps);for(let n of e.flatMap(o=>o.changes))this.
use(n.key);return e.length>0}use(t){let{queue:e,role:s}=this.key(t);this.used.add(`${e}
${s}`)}hasUsed(t,e){return this.used.has(`${t}
${e}`)}queuesAt(t){let e=this.steps.slice(Math.max(0,t-ks-1),t+ks),[s]=qs([...this.queues],e);return s===void 0?[]:[s,...this.queues.filter(n=>n!==s)]}get length(){
return this.steps.length}step(t){return this.steps[t-1]}at(t){return this.step(t)?.at??this.began}elapsedAt(t){return this.at(t)-this.start}key(t){return this.names.
get(t)??{name:t,queue:"",role:u.UNKNOWN,job:null,detail:null}}state(t){let e=this.kept.get(t);if(e)return e;let s=this.replay(t);this.kept.set(t,s);let[n]=this.
kept.keys();return this.kept.size>vn&&n!==void 0&&this.kept.delete(n),s}replay(t){let e=Math.min(Math.floor(t/ht),this.frames.length-1)*ht,s=this.frames[e/ht];for(let[
o,r]of this.kept)o>e&&o<t&&([e,s]=[o,r]);let n=new Map(s);for(let o=e+1;o<=t;o+=1){let r=this.step(o);for(let a of r?.changes??[])Se(n,a,this.at(o));o%ht===0&&!this.
frames[o/ht]&&(this.frames[o/ht]=new Map(n))}return n}lines(t,e){return jt(this,e,this.state(t.index-1).get(e.key),t.at)}word(t,e){return this.words[t.words.get(
e)??-1]??""}find(t){return this.steps.filter(t).map(e=>e.index)}concerns(t,e,s){let n=(o,r)=>(e===""||o===e)&&(s===""||r===s);return n(t.queue,t.job)||t.moves.some(
o=>n(o[0],o[1]))?!0:t.changes.some(o=>n(this.key(o.key).queue,this.key(o.key).job))}},kn=([,i,t])=>i.map(e=>typeof e=="number"?t[e]??"":e);function Se(i,t,e){let s=i.
get(t.key);t.del?i.delete(t.key):t.set?i.set(t.key,mt(t.key,t.set,e)):s&&i.set(t.key,ls(s,t,e))}function qs(i,t){let e=new Map(i.map(s=>[s,0]));for(let{queue:s}of t)
s!==null&&e.set(s,(e.get(s)??0)+1);return i.sort((s,n)=>(e.get(n)??0)-(e.get(s)??0))}function Te(i){let e=i.getRootNode().activeElement;return e instanceof HTMLElement&&i.contains(e)?e:null}function Es(i,t){t&&Te(i)!==t&&(t.isConnected?t:i).focus(
{preventScroll:!0})}var qn=1e3,En=["first","second"],Dt=class{constructor(){this.tell=null,this.step=0,this.timer=0,this.votes=null;let t=(n,o)=>y("q-view",()=>this.tell?.(n,this.step),
{data:{move:n}},o);this.moves=[t("discuss","Discuss"),t("again","Vote again"),t("bars","Show bars")],this.told=h("b",{role:"status"});let e=h("span",{class:"q-v\
iews"},...this.moves);this.head=h("div",{class:"q-class-head"},this.told,e),this.rows=h("div",{});let s={class:"q-class",tabindex:"0",role:"group","aria-label":"\
the class"};this.element=h("div",s,this.head,this.rows),this.element.hidden=!0}connect(t){this.tell=t}ask(t){!this.tell||this.step===t||(this.step=t,this.votes=
null,this.tell("ask",t),clearInterval(this.timer),this.timer=window.setInterval(()=>this.tell?.("count",t),qn))}reveal(t){this.step===t&&(this.stop(),this.tell?.(
"reveal",t))}stop(){clearInterval(this.timer),this.timer=0}show(t){t.step===this.step&&(this.votes=t,this.draw())}update(t){this.element.hidden=!this.tell||!this.
step||t!==this.step,this.element.hidden||this.draw()}draw(){let{votes:t}=this,[e=[],s="count"]=[t?.voted,t?.shown];m(this.told,t?.said??`${$(e.at(-1)??0,"vote")}`);
let n=this.timer!==0&&!t?.said;for(let o of this.moves)o.hidden=!n;this.enable("discuss",e.length===1&&(s==="ask"||s==="count")),this.enable("again",e.length===
1&&(s==="discuss"||s==="bars")),this.enable("bars",s!=="bars"),this.rows.replaceChildren(...(t?.bars??[]).map(o=>$n(o,e)))}enable(t,e){for(let s of this.moves)s.
dataset.move===t&&(s.disabled=!e)}};function $n([i,t,e],s){let n=e===null?"":e?"✓ ":"✗ ",o=t.map((a,l)=>{let c=Math.round(100*a/Math.max(1,s[l]??0)),d=h("sp\
an",{class:"q-class-bar"});d.style.setProperty("--q-share",`${c}%`);let p=t.length>1?`${En[l]} `:"";return h("span",{class:"q-class-round"},d,h("small",{},`${p}${v(
a)} (${c} %)`))}),r={option:i,right:String(e)};return h("div",{class:"q-class-row",data:r},h("code",{},`${n}${_(i)}`),h("span",{},...o))}var Mn="http://www.w3.org/2000/svg";function E(i,t,...e){let s=document.createElementNS(Mn,i);for(let[n,o]of Object.entries(t))s.setAttribute(n,String(o));return s.
append(...e),s}var $s={[q.WAITING]:"M2 6h3v4H2zM6.5 6h3v4h-3zM11 6h3v4h-3z",[q.PRIORITIZED]:"M8 1.5 14.5 8 8 14.5 1.5 8z",[q.DELAYED]:"M8 1.5A6.5 6.5 0 1 1 8 14.5 6.5 6.5 0 0 \
1 8 1.5M8 4.5V8.3L10.6 10",[q.WAITING_CHILDREN]:"M8 2v5M8 7H3.5v4M8 7h4.5v4M2 11h3v3H2zM11 11h3v3h-3z",[q.ACTIVE]:"M4 2.5 13 8 4 13.5z",[q.COMPLETED]:"M2.5 8.5 \
6.3 12.3 13.5 4",[q.FAILED]:"M3.5 3.5 12.5 12.5M12.5 3.5 3.5 12.5",[q.UNKNOWN]:"M5.5 6A2.5 2.5 0 1 1 8.6 8.4Q8 8.7 8 10M8 12.2V12.6",first:"M4 3v10M13 3 6 8l7 5\
z",back:"M11 3 4.5 8 11 13z",forward:"M5 3 11.5 8 5 13z",last:"M12 3v10M3 3 10 8l-7 5z",play:"M4 2.5 13 8 4 13.5z",pause:"M5 3v10M11 3v10",removed:"M3 4.5h10M6 \
4.5V2.8h4v1.7M4.5 4.5l.7 9h5.6l.7-9",job:"M2 8h8M7 4.5 10.5 8 7 11.5M13.5 3v10",lock:"M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",bell:"M3 11.5h10M4 11.5V8a4\
 4 0 0 1 8 0v3.5M7 13.8h2",tape:"M1.5 4h13v8h-13zM4 4v8M12 4v8"};function M(i,t=16){let e={viewBox:"0 0 16 16",width:t,height:t},s=E("path",{d:$s[i]??$s[q.UNKNOWN]??
""});return E("svg",{...e,"aria-hidden":"true",class:`q-icon q-icon-${i}`},s)}var Sn="lock not seen";function Ae(i,t,e){if(e&&!(i&&i.expires!==null&&i.expires>t))return{left:null,words:Sn};if(!i)return{left:null,words:"no lock"};if(i.expires===
null)return{left:null,words:"lock, no TTL"};let s=Math.max(i.expires-t,0);return{left:s,words:`${f(i.value,22)} · ${st(s)} left`}}function Ms(i,t,e,s){i.showFoot(
"q-foot q-lock"),delete i.element.dataset.score;let{left:n,words:o}=Ae(t,e,s);if(i.foot.dataset.words===o)return;i.foot.dataset.words=o,i.foot.removeAttribute("\
title");let r=h("span");r.style.width=`${n===null||!t?.life?0:Math.min(100,100*n/t.life)}%`,k(i.foot,[M("lock",12),h("span",{},o),h("span",{class:"q-life"},r)])}var Ss=60,Tn={FAILED:"✕",DONE:"✓",RUNNING:"▸",LEFT:"▫"},Ts=5,Ls=new Map(N);function bt({step:i,moves:t}){if(!i)return null;let e=[...t.values()].filter(
([,,o,r])=>o!==r),n=e.find(([o,r])=>o===i.queue&&r===i.job)??e[0]??null;return n?{queue:n[0],job:n[1],move:n}:i.queue!==null&&i.job!==null?{queue:i.queue,job:i.
job,move:null}:null}function Ns(i,t,e,s){let n=i.state.get(A(i.data.prefix,t,e)),o=ot(n),r=e===u.DELAYED||e===u.PRIORITIZED?o.slice(0,Ss):o.slice(-Ss),a=o.find(
([d])=>s?.queue===t&&d===s.job);a&&!r.includes(a)&&r.unshift(a);let l=r.map(([d,p])=>As(i,t,e,d,p,s));return s?.queue===t&&s.move&&An(s.move,e)&&s&&l.push({...As(
i,t,e,s.job,null,s),gone:!0,note:"✖ removed"}),{role:e,count:n&&o.length?Y(n):0,items:l}}var An=([,,i,t],e)=>t===null&&e!==u.PAUSED&&Ls.get(e)===i;function As(i,t,e,s,n,o){
let{name:r,made:a,allowed:l}=i.job(t,s),c=o?.queue===t&&o.job===s,d=Ln(i,t,e,s,n,c),p=l>1&&l<=Ts?On(a,l,Ls.get(e)??""):"",g=l>Ts?`${a}/${l}${d?" · ":""}${d}`:d;
return{job:s,id:f(s,14),name:f(r,24),pips:p,note:g,moves:c,gone:!1}}function On(i,t,e){let{FAILED:s,DONE:n,RUNNING:o,LEFT:r}=Tn,a=e===q.COMPLETED&&i>0,l=a?n:e===
q.ACTIVE&&i<t?o:"";return(s.repeat(Math.max(0,a?i-1:i))+l).padEnd(t,r)}function Ln(i,t,e,s,n,o){if(e===u.DELAYED&&n!==null){let c=Os(i,Tt(C(e,s,n,i.at,i.data.start).
label,2));return o?c:` ${c.replace("due in ","in ")}`}if(e!==u.ACTIVE||!o)return"";let r=i.state.get(J(i.data.prefix,t,s,u.LOCK)),{left:a,words:l}=Ae(r,i.at,i.data.
watched);return a===null?r?.expires===null&&!i.data.watched?"lock":l:`lock ${Os(i,st(a))}`}var Os=({between:i},t)=>i?t.replace(/(\.\d)\d\d s$/,"$1 s"):t.replace(
/\.000 s$/," s");var Oe="removed",Is=new Map(N),_t=class{constructor(t,e){this.data=t,this.onAnswer=e,this.on=!1,this.steps=null,this.asking=0,this.answers=new Map}stops(t){return!this.
on||this.answers.has(t)||this.steps&&!this.steps.has(t)?!1:this.question(t)!==null}question(t){let e=this.data.step(t),s=bt({step:e,moves:Rt(e?.moves??[])});if(!e||
!s?.move)return null;let{queue:n,job:o}=s,a=H.filter(l=>!G.includes(l)&&l!==u.PAUSED).filter(l=>this.data.hasUsed(n,l));return{step:t,queue:n,job:o,title:e.title,
choices:[...G,...a,Oe]}}answer(t){let e=this.data.step(this.asking),s=bt({step:e,moves:Rt(e?.moves??[])});if(!s?.move)return null;let[n,o,,r]=s.move,a=r===null?
Oe:N.find(([,d])=>d===r)?.[0]??r,l=t===a||r!==null&&Is.get(t)===r,c={step:this.asking,queue:n,job:o,guess:t,truth:a,right:l};return this.answers.set(this.asking,
c),this.asking=0,this.onAnswer([...this.answers.values()].filter(d=>d.guess)),c}};function Rs({job:i,guess:t,truth:e,right:s}){let n=e===Oe?`job ${i} is removed`:
`job ${i} is in \`${e}\``;if(s)return`✓ Right: ${n}.`;let o=Ze[Is.get(t)??""];return`✗ You said \`${t}\`, but ${n}.${o?` \`${t}\` would mean: ${o}`:""}`}var Pt=class{constructor(t,e){this.player=t,this.quiz=new _t(t.data,e),this.votes=new Dt}begin(t,e){this.quiz.on=t,this.quiz.steps=e?.length?new Set(e):null,this.
quiz.asking=0,this.votes.stop(),t&&this.player.shows!=="stage"?this.player.look("stage"):this.player.redraw()}stops(t){let{player:e,quiz:s}=this,n=s.asking===t;
return n&&(s.answer(""),this.votes.reveal(t)),n||e.shows!=="stage"||!s.stops(t)?!1:(e.index!==t-1&&e.show(t-1),s.asking=t,this.votes.ask(t),e.redraw(),!0)}choose(t){
let e=this.quiz.question(this.quiz.asking)?.choices[t-1];e!==void 0&&this.guess(e)}guess(t){let e=this.quiz.answer(t);e&&(this.votes.reveal(e.step),this.player.
show(e.step))}};function j(i,t=120){let e=B(i);if(e.length<=t)return h("code",{class:"q-raw"},e||'""');let s=h("code",{class:"q-raw"},Q(e,t)),n=h("button",{type:"button",class:"\
q-more","aria-expanded":"false"}),o=r=>{n.textContent=r?"show less":`show all (+${v(e.length-t+1)})`};return n.addEventListener("click",()=>{let r=n.getAttribute(
"aria-expanded")!=="true";n.setAttribute("aria-expanded",String(r)),s.textContent=r?e:Q(e,t),s.classList.toggle("q-whole",r),r?s.tabIndex=0:s.removeAttribute("t\
abindex"),o(r)}),o(!1),h("span",{},s," ",n)}function z(i){let t=document.createDocumentFragment(),e=B(i).split(/`([^`]{1,60})`/);for(let[s,n]of e.entries())t.append(
s%2?h("code",{},n):n);return t}var Nn={born:"✚ new",gone:"✖ gone",added:"+",removed:"−",changed:"~",trimmed:"− trimmed",size:"~ size",ttl:"~ TTL",encoding:"~ encoding"},In=240,Le=i=>h(
"p",{class:"q-quiet"},i);function js(i,t){return t?t.changes.length?t.changes.map(e=>{let s=h("small",{class:"q-quiet"},i.key(e.key).role),n=i.lines(t,e).map(Ne),
o=h("div",{},j(e.key,64)," ",s);return h("div",{class:"q-change",data:{touch:e.key}},o,h("ul",{},...n))}):[Le("Nothing changed in Redis.")]:[Le("Before the firs\
t step.")]}function Ne([i,t,e,s,n]){let o=h("li",{data:{kind:i}},h("b",{class:"q-sign"},Nn[i]??i)," ");return t&&o.append(h("code",{class:"q-where"},`${f(t,In)}\
 `)),i!=="born"&&i!=="gone"&&o.append(...Rn(e,s)),n&&o.append(h("span",{class:"q-meaning"}," ",z(n))),o}function Rn(i,t){return i!==null&&t!==null?[h("del",{},j(
i,48))," → ",j(t,80)]:[j(t??i??"",80)]}function Cs(i,t,e){if(!t?.commands.length)return[Le(t&&t.script===null?"No script ran, or it was not traced.":"No comma\
nds.")];let s=t.commands.map(n=>h("li",{},jn(i,n,e)));return[h("ol",{class:"q-commands"},...s)]}function jn(i,[t,e,s],n){let o=e.map(p=>s.includes(p)?h("em",{},
f(p,90)):f(p,90)),r=[...new Set(s.map(p=>i.key(p).role))].join(", "),a={mouseenter:()=>n(s),focus:()=>n(s),mouseleave:()=>n([]),blur:()=>n([]),click:()=>n(s,!0)},
l=f([t,...e].join(" "),600),c=o.flatMap(p=>[" ",p]),d=r?h("small",{},` ${r}`):null;return h("button",{type:"button",class:"q-command",title:l,on:a},h("b",{},t),
...c,d)}function Bt(i,t){let e=i.step(t);if(!e)return`Beginning, before the first of ${$(i.length,"step")}.`;let s=e.changes.length?`${$(e.changes.length,"key")}\
 changed.`:"Nothing changed.";return`Step ${t} of ${i.length}, ${D(e.at-i.start)}. ${e.sentence} ${s}`}function Ds(i){let t=i.steps.map(e=>e.sentence).sort((e,s)=>e.
length-s.length);return Q(_(t[Math.floor(t.length*.9)]??""),220)}var Ie=["Python","TypeScript","NestJS"],_s="Lua",Cn="No script ran in this step, or it was not traced.",Dn=i=>`The script ${i} ran. Its Lua is not in this page,\
 or PyPI's bullmq has none of that name.

A page holds it when written with to_html(path, lua=True); in a notebook, qlab.Player shows it.`,_n=60,zt=class{constructor(){this.language=Ie[0]??"",this.data=
null,this.step=void 0,this.at=0,this.buttons=[...Ie,_s].map(s=>y("q-view",()=>this.choose(s),{data:{name:s}},s));let t=h("div",{class:"q-views",role:"group","ar\
ia-label":"language"},...this.buttons);this.back=y("q-button",()=>this.move(-1),{title:"The command before (,)","aria-label":"back"},"‹"),this.next=y("q-butto\
n",()=>this.move(1),{title:"The next command (.)","aria-label":"next"},"›"),this.running=h("span",{class:"q-code-command",role:"status"}),this.steps=h("div",{
class:"q-code-steps"},this.back,this.next,this.running);let e={class:"q-code-text",tabindex:"0",role:"group","aria-label":"code"};this.text=h("pre",e),this.element=
h("div",{class:"q-code"},t,this.steps,this.text)}update(t,e){e!==this.step&&(this.at=0),this.data=t,this.step=e,this.draw()}choose(t){this.language=t,this.draw()}move(t){
let e=(this.step?.commands.length??0)-1;this.at=Math.max(0,Math.min(this.at+t,e)),this.draw()}draw(){for(let s of this.buttons)L(s,"aria-pressed",String(s.dataset.
name===this.language));let t=this.language===_s;if(this.steps.hidden=!t||!this.step?.lua.length||!this.step.commands.length,x(this.element,"language",this.language),
t)return this.drawLua();let e=this.step?.code[Ie.indexOf(this.language)];return this.text.replaceChildren(e===void 0?"Before the first step.":this.word(e))}word(t){
return B(this.data?.words[t]??"")}drawLua(){let{step:t}=this;if(!t?.lua.length)return this.text.replaceChildren(t?.script?Dn(t.script):Cn);let[e="",s=[],,n=[]]=t.
commands[this.at]??[],o=t.lua.flatMap(([d,p],g)=>[`-- ${d}, as PyPI's bullmq ships it
`,...this.lit(p.map(b=>this.word(b)).join("").split(`
`),new Set(n[g]))]);this.text.replaceChildren(...o);let r=Math.max(0,...n.map(d=>d.length)),a=r>1?`; ${$(r,"line")} call it, and no trace tells which`:"",l=f([e,
...s].join(" "),_n);m(this.running,`command ${this.at+1} of ${t.commands.length}: ${l}${a}`),this.back.disabled=this.at===0,this.next.disabled=this.at>=t.commands.
length-1;let[c]=this.text.getElementsByTagName("mark");this.text.scrollTop=c?c.offsetTop-this.text.clientHeight/3:0}lit(t,e){let s=[],n="";return t.forEach((o,r)=>{
let a=`${String(r+1).padStart(4)}  ${o}
`;if(!e.has(r+1)){n+=a;return}s.push(n,h("mark",{},a)),n=""}),[...s,n]}};var Pn=24,Bn=5,Ps=[u.EVENTS,u.MARKER,u.META,u.ID],Re=new Map(N),Wt=class{constructor(t,e){this.redraw=t,this.tab="changes",this.code=new zt;let s=(l,c,d)=>y("q-\
view",()=>this.open(l),{data:{tab:l},title:d},c);this.tabs=[s("changes","Changes","What changed in Redis"),s("code","Code","The call and its Lua (C)")],this.title=
h("h3",{}),this.script=h("p",{class:"q-drawer-script"}),this.changes=h("div",{class:"q-changes"});let n={tabindex:"0",role:"group","aria-label":"what changed"};
this.body=h("div",{class:"q-drawer-body",...n},this.changes),this.scrolled=!1,this.body.addEventListener("scroll",()=>{this.scrolled=!0}),this.answer=h("div",{class:"\
q-answer",role:"status",tabindex:"0"});let o=h("span",{class:"q-views",role:"group","aria-label":"beside the stage"},...this.tabs),a=[h("header",{},this.title,this.
script,o),this.answer,e,this.body,this.code.element];this.element=h("aside",{class:"q-drawer","aria-label":"the difference"},...a),this.show("changes")}open(t){
this.tab=t,this.redraw()}show(t){x(this.element,"tab",t);for(let e of this.tabs)L(e,"aria-pressed",String(e.dataset.tab===t))}ask({job:t,title:e,choices:s},n){this.
show("changes"),m(this.title,`Where does job ${f(t,14)} go?`),m(this.script,`Next: ${f(e,60)}`),this.script.hidden=!1,this.answer.replaceChildren();let o=s.map(
(r,a)=>{let l=Re.get(r),c=l?M(l):M("removed"),d=[h("kbd",{},String(a+1)),c,h("span",{},r)];return y(`q-choice q-state-${l}`,()=>n(r),{data:{choice:r}},...d)});this.
changes.replaceChildren(h("div",{class:"q-choices",role:"group","aria-label":"answers"},...o))}judge(t){let e=t?.guess?Rs(t):"";x(this.answer,"right",String(!!t?.
right)),this.answer.replaceChildren(...e?[z(e)]:[])}toTop(){this.scrolled&&(this.body.scrollTop=0),this.scrolled=!1}update(t){let{step:e}=t;this.show(this.tab),
this.tab==="code"&&this.code.update(t.data,e);let s=[...e?.changes??[]].sort((a,l)=>Bs(t,a)-Bs(t,l));m(this.title,e?`${$(s.length,"key")} changed`:"The beginnin\
g"),m(this.script,e?.script?`script ${e.script}`:"no script"),this.script.hidden=!e?.script,this.toTop();let n=h("p",{class:"q-quiet"},e?"Nothing changed in Red\
is.":"Before the first step."),o=e?s.slice(0,Pn).map(a=>zn(t,e,a)):[],r=s.length-o.length;r>0&&o.push(h("section",{class:"q-quiet"},`… and ${$(r,"more key")}:\
 K shows them all.`)),this.changes.replaceChildren(...o.length?o:[n])}};function Bs(i,t){let{role:e}=i.data.key(t.key);return Re.has(e)?0:Ps.includes(e)?2+Ps.indexOf(
e):1}function zn(i,t,e){let{data:s}=i,{role:n}=s.key(e.key),o=Re.get(n),r=s.lines(t,e),a=r.some(([I])=>I==="gone")?"✖ key gone":i.kinds.get(e.key)==="born"?"✚\
 new key":"",l=r.filter(([I])=>I!=="gone"&&I!=="born"),c=(l.length?l:r).slice(0,Bn).map(Ne),d=l.length-c.length,p=a?h("span",{class:a.startsWith("✖")?"q-key-g\
one":"q-key-new"},a):null,g=h("code",{},f(e.key.slice(s.prefix.length+1)||e.key,40)),b=h("i",{class:o?`q-swatch q-state-${o}`:"q-swatch"}),w=d>0?h("li",{class:"\
q-quiet"},`… and ${d} more`):null;return h("section",{data:{touch:e.key}},h("h4",{},b,g,p),h("ul",{},...c,w))}var Wn={born:"✚ new",gone:"✖ gone",changed:"✎ changed"},P=i=>i?h("span",{class:`q-mark q-mark-${i}`,text:Wn[i]}):null;var je=["card","name","id","dot"];var Ft=class{constructor(t){this.row=t?28:34,this.mover=t?52:70,this.head=t?36:38,this.strip=t?30:38,this.idLetter=9.2,this.nameLetter=7.9,this.moverLetter=t?12.4:
17,this.moverLong=t?9.2:11,this.moverName=t?9:10.4}width(t,e){if(e==="dot")return 14;if(e==="mover")return this.moverWidth(t);let s=16+t.id.length*this.idLetter;
if(e==="id"||!t.name)return s;let n=s+16+t.name.length*this.nameLetter+t.note.length*this.nameLetter;return e==="card"&&t.pips?n+10+zs(t.pips):n}moverWidth(t){let e=zs(
t.pips)+8+t.note.length*this.nameLetter,s=t.id.length>4?this.moverLong:this.moverLetter;return 30+t.id.length*s+28+Math.max(t.name.length*this.moverName,e)}height(t){
return t==="dot"?14:t==="mover"?this.mover:this.row}};function Fn(i,t,e,s){return t==="card"&&s.width(i,t)>e?"name":t}var zs=i=>13*i.length;function Ws(i,t,e,s){
let n=e==="dot"?4:7,o=[],[r,a,l]=[0,0,0];for(let c of i){let d=c.moves?"mover":Fn(c,e,t,s),[p,g]=[Math.min(s.width(c,d),t),s.height(d)];r>0&&r+p>t&&([r,a,l]=[0,
a+l+n,0]),o.push({item:c,look:d,rect:{x:r,y:a,w:p,h:g}}),r+=p+n,l=Math.max(l,g)}return{placed:o,height:a+l}}function Fs(i,t){let e=i.find(({look:o})=>o==="mover"),
s=i.filter(o=>o!==e&&o.rect.y+o.rect.h<=t);return e?e.rect.y+e.rect.h<=t?[e,...s]:[{...e,rect:{...e.rect,x:0,y:0}},...s.filter(({rect:o})=>o.y>=e.rect.h)]:s}function Ce(i,{x:t,y:e,w:s,h:n}){S(i,"transform",`translate(${Math.round(t)}px, ${Math.round(e)}px)`),S(i,"width",`${Math.round(s)}px`),S(i,"height",`${Math.round(
n)}px`)}var Kt=class{constructor(t,e,s){this.shown="",this.id=h("b"),this.name=h("span",{class:"q-job-name"}),this.pips=h("span",{class:"q-pips"}),this.note=h("\
span",{class:"q-job-note"});let n=h("span",{class:"q-job-more"},this.pips,this.note);this.parts=[this.id,h("span",{class:"q-job-words"},this.name,n)],this.element=
y("q-job",()=>s(t,e),{data:{queue:t,job:e}})}tell(t,e){m(this.id,t.id),m(this.name,e==="id"?"":t.name),m(this.pips,e==="card"||e==="mover"?t.pips:""),m(this.note,
e==="id"?"":t.note)}update({item:t,look:e,rect:s},n,o,r){let a=JSON.stringify([t,e,s,n,o,r]);if(a===this.shown)return;this.shown=a,Ce(this.element,s),k(this.element,
e==="dot"?[]:this.parts),e!=="dot"&&this.tell(t,e);let l=String(t.id.length>4);for(let[p,g]of Object.entries({look:e,state:n,long:l,gone:String(t.gone)}))x(this.
element,p,g);let c=[t.name&&` ${_(t.name)}`,`, in ${o}`,t.note&&`, ${t.note.trim()}`],d=`job ${_(t.job)}${c.filter(Boolean).join("")}`;this.element.title!==d&&(this.
element.title=d),L(this.element,"aria-label",e==="dot"||e==="id"?d:null),L(this.element,"aria-pressed",String(r))}};var Hn=9.2,Yn=108,Gn=60,Ht=class{constructor(t,e,s){this.letters=t.length,this.count=h("span",{class:"q-pot-count"}),this.mark=h("span",{class:"q-pot-mark"}),this.
extra=h("span",{class:"q-pot-extra"}),this.title=y("q-pot-name",s,{title:K[t]?.[1]??""},M(e),` ${t}`);let n=h("div",{class:"q-pot-head"},this.title,this.mark,this.
extra,this.count),o=`q-pot q-state-${e}`;this.element=h("div",{class:o,data:{role:t},role:"group","aria-label":t},n),this.element.addEventListener("click",r=>{r.
target instanceof Element&&!r.target.closest("button")&&s()})}leave(t){this.extra.replaceChildren(...t?[h("span",{class:"q-left"},t)]:[]),x(this.element,"left",
String(!!t))}update(t,e,s,n){Ce(this.element,t),x(this.element,"strip",String(s));let o=t.w>this.letters*Hn+Yn+(n&&n!=="changed"?Gn:0);m(this.count,e?v(e):o?"em\
pty":"0");let r=P(n==="changed"?void 0:n);(r||this.mark.firstChild)&&k(this.mark,r?[r]:[])}};var Vn=[1,2,5,10,15,30,60,120,300,600,900,1800,3600,7200,14400,43200,86400],Ks=864e5,Un=20,Jn=.16,Hs=i=>Vn.map(t=>t*1e3).find(t=>t>=i)??Math.ceil(i/Ks)*Ks;function Gt({
data:i,at:t,byTime:e},s){let n=i.length?i.elapsedAt(i.length):0;if(e){let l=Math.max(s||n,1e3)*1.1;return[t-l*Jn,t+l]}let o=Math.max(n,s,1e3);if(!s||o<=s*3||o<=
3e4)return[i.start,i.start+o*1.06];let r=Hs(s*2),a=i.start+Math.floor((t-i.start)/r)*r;return[a,a+r*1.5]}function Vt(i,t,e){let s=Hs((t-i)/6.5),n=[],o=Math.ceil(
(i-e)/s)*s+e;for(;o<=t&&n.length<Un;o+=s)n.push(o);return n.filter(r=>r>=e)}var Yt=class{constructor(t,e,s){this.width=t,this.token=e,this.most=s,this.gap=6,this.
lanes=[]}get length(){return this.lanes.length}hang(t){let e=t+this.token>this.width&&t>=this.token;return{left:e?t-this.token:Math.max(0,Math.min(t,this.width-
this.token)),hangs:e}}take(t){let e=this.lanes.findIndex(([,r])=>r<=t);if(e>=0)return this.stand(e,t);if(this.lanes.length<this.most)return this.stand(this.lanes.
length,t);let s=this.best(([,r])=>r+this.token<=this.width?-r:Number.NEGATIVE_INFINITY);if(s>=0)return this.stand(s,this.lanes[s]?.[1]??t);let n=this.token+this.
gap,o=this.best(([r])=>r>=n?r:Number.NEGATIVE_INFINITY);return o>=0?this.stand(o,(this.lanes[o]?.[0]??n)-n):this.stand(this.lanes.length,t)}best(t){let e=this.lanes.
map(t),s=Math.max(Number.NEGATIVE_INFINITY,...e);return s===Number.NEGATIVE_INFINITY?-1:e.indexOf(s)}stand(t,e){let[s,n]=this.lanes[t]??[e,e];return this.lanes[t]=
[Math.min(s,e),Math.max(n,e+this.token+this.gap)],{lane:t,stands:e}}};var xt=({x:i,y:t,w:e,h:s})=>({x:i+e/2,y:t+s/2}),Ut=(i,t,e,s)=>`M${i} ${t}C${(i+e)/2} ${t} ${(i+e)/2} ${s} ${e} ${s}`;function Gs({boxes:i,narrow:t,hung:e,scale:s}){
let n=i.get(u.DELAYED),o=t?[]:Qn(i);if(!n)return o;let r=n.rect.y+n.rect.h-34,a=e.stems.map(({x:d,from:p})=>`M${d} ${p+n.rect.y}V${r}`).join(""),l=`M${s.left} ${r}\
H${s.right}`,c=e.stems.map(({x:d})=>E("circle",{cx:d,cy:r,r:4,class:"q-due"}));return[...o,E("path",{d:l,class:"q-axis-line"}),E("path",{d:a,class:"q-stems"}),...c]}
function Qn(i){let[t,e,s,n,o]=[u.WAIT,u.ACTIVE,u.COMPLETED,u.FAILED,u.DELAYED].map(g=>i.get(g)?.rect);if(!t||!e||!s||!n||!o)return[];let r=xt(e),a=[Ut(t.x+t.w,xt(
t).y,e.x,r.y),Ut(e.x+e.w,r.y,s.x,xt(s).y),Ut(e.x+e.w,r.y,n.x,xt(n).y)],l=e.x+50,c=t.x+t.w/2,d=Math.max(...Xe.map(g=>Zn(i.get(g)?.rect))),p=`M${l} ${e.y+e.h}V${o.
y-4}M${c} ${o.y}V${d+4}`;return[E("path",{d:a.join(""),class:"q-pipe"}),E("path",{d:p,class:"q-way"})]}var Zn=i=>i?i.y+i.h:0;function Vs({boxes:i,narrow:t,scale:e},s,n){
let[o,r,a]=[u.ACTIVE,u.WAIT,u.DELAYED].map(b=>i.get(b)?.rect);if(!o||!r||!a)return[];let l=t?[]:[De("q-way-words",o.x+58,a.y-24,"↓ retry, after a backoff"),De(
"q-way-words",r.x+r.w/2+8,a.y-24,"↑ due")],c=a.y+a.h-30,d=Vt(e.from,e.to,s).map(b=>({x:e.x(b),text:`+${V(b-s)}`})),g=d.filter(({x:b},w)=>w===0||b-(d[w-1]?.x??
0)>52||w%2===0).filter(({x:b,text:w})=>b<e.right-20&&Xn(b,w.length*to+2,n));return[...l,...g.map(({x:b,text:w})=>De("q-tick-words",b,c,w))]}var Xn=(i,t,[e,s])=>i+
t<e||i-t>s;function De(i,t,e,s){let n=h("span",{class:i},s);return n.style.left=`${Math.round(t)}px`,n.style.top=`${Math.round(e)}px`,n}var to=3.7,X=9;function Us(i,t,e){
if(!t||!e)return k(i,[]);let s=xt(t),n={x:Ys(s.x,e.x+16,e.x+e.w-16),y:Ys(s.y,e.y+8,e.y+e.h-8)},r=Math.abs(s.x-n.x)>Math.abs(s.y-n.y)?eo(t,s,e,n):so(t,s,e,n),a={
d:r.line,pathLength:1};return k(i,[E("path",{...a,class:"q-trail q-halo"}),E("path",{...a,class:"q-trail"}),E("path",{d:r.head,class:"q-trail-head"})])}function eo(i,t,e,s){
let n=t.x<s.x,[o,r]=n?[i.x+i.w,e.x]:[i.x,e.x+e.w],a=r-(n?X:-X),l=`M${r} ${s.y}L${a} ${s.y-X*.8}L${a} ${s.y+X*.8}Z`;return{line:Ut(o,t.y,a,s.y),head:l}}function so(i,t,e,s){
let n=t.y<s.y,[o,r]=n?[i.y+i.h,e.y]:[i.y,e.y+e.h],a=r-(n?X:-X),l=(o+a)/2;return{line:`M${t.x} ${o}C${t.x} ${l} ${s.x} ${l} ${s.x} ${a}`,head:`M${s.x} ${r}L${s.x-
X*.8} ${a}L${s.x+X*.8} ${a}Z`}}var Ys=(i,t,e)=>Math.max(t,Math.min(i,Math.max(t,e)));var yt=9,Qt=10,io=8;function _e(i,t,e){let s=i.map(r=>r.map((a,l)=>Js(a,no(r,t.w)[l]??0,0,e))),n=t.h-Qt*(i.length-1);for(;Zt(s)>n&&oo(s,e););ro(s,n,e);let o=t.y+
Math.max(0,(n-Zt(s))/2);return s.flatMap(r=>{let a=Pe(r),l=t.x,c=r.map(d=>{let p=lo(d,l,o,a,e);return l+=d.width+Qt,p});return o+=a+Qt,c})}function no(i,t){let e=i.
map(({role:n})=>n.length+io),s=(t-Qt*(i.length-1))/e.reduce((n,o)=>n+o,0);return e.map(n=>n*s)}var Pe=i=>Math.max(...i.map(t=>t.height)),Zt=i=>i.reduce((t,e)=>t+
Pe(e),0);function Js(i,t,e,s){if(!i.items.length)return{contents:i,width:t,look:e,height:s.strip,placed:[]};let{placed:n,height:o}=Ws(i.items,t-2*yt,je[e],s);return{
contents:i,width:t,look:e,height:s.head+o+yt,placed:n}}function oo(i,t){let s=i.flat().filter(n=>n.placed.length&&n.look<je.length-1).sort((n,o)=>o.height-n.height)[0];
return s?(Object.assign(s,Js(s.contents,s.width,s.look+1,t)),!0):!1}function ro(i,t,e){for(let s=Zt(i)-t;s>0;s=Zt(i)-t){let n=i.flat().sort((r,a)=>Jt(a,e)-Jt(r,
e))[0];if(!n||Jt(n,e)<=0&&!ao(i,e))return;if(Jt(n,e)<=0)continue;let o=Math.max(Qs(n,e),n.height-s);Object.assign(n,{height:o,placed:Fs(n.placed,o-e.head-yt)})}}
var Jt=(i,t)=>i.height-Qs(i,t);function Qs({placed:i},t){return i.length?t.head+yt+Math.max(...i.map(({look:e})=>e==="mover"?t.mover:14)):t.strip}function ao(i,t){
let e=i.findLast(s=>Pe(s)>t.strip&&s.every(n=>!ho(n)));for(let s of e??[])Object.assign(s,{height:t.strip,placed:[]});return e!==void 0}var ho=({placed:i})=>i.some(
({look:t})=>t==="mover");function lo({contents:i,width:t,placed:e},s,n,o,r){let a=e.map(d=>({...d,rect:vt(d.rect,s+yt,n+r.head)})),l=!e.length,c=l?{x:s,y:n+(o-r.
strip)/2,w:t,h:r.strip}:{x:s,y:n,w:t,h:o};return{...i,rect:c,placed:a,strip:l}}var vt=(i,t,e)=>({...i,x:i.x+t,y:i.y+e});var Zs=34,te=14,it=6,co=100,Xt=18,po=["name","id"],ee=class{constructor([t,e],s,n){this.from=t,this.to=e,this.left=s,this.right=n}x(t){let e=(t-this.from)/(this.
to-this.from);return this.left+Math.max(0,Math.min(1,e))*(this.right-this.left)}};function Xs(i,t,e,s){for(let n of po){let o=uo(i,t,n,s);if(o.height<=e)return o}
return fo(i,t,e,s)}function uo(i,t,e,s){let n=[],r=i.filter(({item:a})=>!a.moves).sort((a,l)=>a.due-l.due).map(({item:a,due:l})=>{let c=s.width(a,e),d=ei(t,l,c),
p=n.findIndex(b=>b.every(([w,I])=>d>I+it||d+c+it<w)),g=p<0?n.length:p;return n[g]=[...n[g]??[],[d,d+c]],{item:a,look:e,rect:{x:d,y:-(g+1)*(s.row+it),w:c,h:s.row}}});
return ti(i,r,t,s)}function fo(i,t,e,s){let n=new Map,o=i.some(({item:l})=>l.moves)?s.mover+it:0,r=Math.max(1,Math.floor((e-Zs-te-o)/Xt)),a=i.flatMap(({item:l,due:c})=>{
let d=Math.floor(t.x(c)/Xt),p=n.get(d)??0;return l.moves||p>=r?[]:(n.set(d,p+1),[{item:l,look:"dot",rect:{x:d*Xt,y:-(p+1)*Xt,w:14,h:14}}])});return ti(i,a,t,s)}
function ti(i,t,e,s){let n=[...t];for(let{item:d,due:p}of i.filter(g=>g.item.moves)){let g=Math.min(s.width(d,"mover"),e.right-te),b=ei(e,p,g),w=t.filter(({rect:T})=>b<
T.x+T.w+it&&T.x<b+g+it),I=Math.min(0,...w.map(({rect:T})=>T.y));n.push({item:d,look:"mover",rect:{x:b,y:I-s.mover-it,w:g,h:s.mover}})}let o=Math.min(0,...n.map(
({rect:d})=>d.y)),r=(e.left<co?s.head:te)-o,a=new Map(i.map(({item:d,due:p})=>[d,p])),l=n.map(d=>({...d,rect:vt(d.rect,0,r)})),c=l.filter(({look:d})=>d!=="dot").
map(({item:d,rect:p})=>({x:e.x(a.get(d)??e.from),from:p.y+p.h}));return{placed:l,stems:c,height:r+Zs}}function ei(i,t,e){let s=i.x(t)-10;return s+e>i.right?Math.
max(te/2,Math.min(s+20,i.right)-e):s}var mo=620,si={w:840,h:430},go=34,ii=196,wo=66,bo=[u.WAITING_CHILDREN,u.WAIT,u.PAUSED,u.PRIORITIZED].map(String);function ni(i,t,e,s,n){let o=s.w<mo,r=o||s.h<si.
h||s.w<si.w,a=new Ft(r),l=H.filter(F=>G.includes(F)||i.data.hasUsed(t,F)),c=new Map(l.map(F=>[F,Ns(i,t,F,e)])),d=c.get(u.DELAYED),p=xo(i,t,s,o,n),g=yo(d,p,s,a,i,
t),b=o?10:go,w={x:0,y:0,w:s.w,h:s.h-g.height-b},I=o?ko(c,w,a):vo(c,w,a),T={x:0,y:s.h-g.height,w:s.w,h:g.height},U=g.placed.map(F=>({...F,rect:vt(F.rect,0,T.y)}));
return d&&I.push({...d,rect:T,placed:U,strip:!U.length&&!o}),{boxes:new Map(I.map(F=>[F.role,F])),scale:p,hung:g,narrow:o,sizes:a,small:r}}function xo(i,t,e,s,n){
let o=n.waits.of(A(i.data.prefix,t,u.DELAYED));return new ee(Gt(i,o),s?24:ii,e.w-wo)}function yo(i,t,e,s,n,o){let r=n.state.get(A(n.data.prefix,o,u.DELAYED)),a=new Map(
(r?.type==="zset"?r.value:[]).map(([p,g])=>[p,Z(g)])),l=(i?.items??[]).map(p=>({item:p,due:a.get(p.job)??n.at})),c=l.some(({item:p})=>p.moves)?s.mover:0,d=Math.
max(e.h*(t.left<ii?.36:.46),s.head+60+c);return Xs(l,t,d,s)}var oi=(i,t)=>t.map(e=>i.get(e)).filter(e=>e!==void 0);function vo(i,t,e){let s=t.w>800?46:34,n=(t.w-
2*s)/3.3;return[{roles:bo,x:0,w:n*1.12},{roles:[u.ACTIVE],x:n*1.12+s,w:n*1.08},{roles:ve,x:n*2.2+2*s,w:n*1.1}].flatMap(({roles:r,x:a,w:l})=>{let c=oi(i,r).map(d=>[
d]);return _e(c,{...t,x:a,w:l},e)})}function ko(i,t,e){let s=[u.WAITING_CHILDREN,u.PRIORITIZED],o=[[u.WAIT,u.PAUSED],s,[u.ACTIVE],ve].map(r=>oi(i,r)).filter(r=>r.
length);return _e(o,t,e)}var qo=new Map(N);function ri({boxes:i},t,e){let s=[...i.values()].filter(({role:n})=>qo.get(n)===t);return s.find(({items:n})=>n.some(
o=>o.job===e))??s[0]}var li=new Map(N),Eo=[u.WAIT,u.ACTIVE,u.COMPLETED].map(String);function ci(i,t,e,s){let n=e?.queue===t?e:null,r=H.filter(l=>ai(i,t,l)||Eo.includes(l)||hi(n,l)).
map(l=>{let c=li.get(l)??q.UNKNOWN,d=ai(i,t,l),p=n&&hi(n,l)?$o(i,n,c,s):null,g=h("span",{class:`q-line-state q-state-${c}`,data:{empty:String(!d)}},M(c),` ${l} `);
return h("span",{class:"q-line-part"},g,h("b",{},v(d)),p)}),a=h("b",{class:"q-line-name"},f(t,40));return h("div",{class:"q-line",data:{queue:t,moves:String(!!n)}},
a,...r)}function ai(i,t,e){let s=i.state.get(A(i.data.prefix,t,e));return s?Y(s):0}function hi(i,t){return!i?.move||!G.concat(H).includes(t)||t===u.PAUSED?!1:li.
get(t)===(i.move[3]??i.move[2])}function $o(i,{queue:t,job:e,move:s},n,o){let{name:r}=i.job(t,e),a=!s||s[2]===null?"✚ new":s[3]===null?"✖ removed":`↦ from ${s[2]}`,
l=h("span",{class:"q-job-words"},h("span",{class:"q-job-name"},f(r,24)),` ${a}`);return y("q-job",()=>o(t,e),{data:{queue:t,job:e,state:n,look:"line"},title:_(`\
job ${e}`)},h("b",{},f(e,14)),l)}var Mo=3,di=34,So=46,To=30,pi=150,Ao=8.6,ui=new Map(N),se=class{constructor(t,e,s){this.hooks=t,this.onSelect=e,this.onBox=s,this.queue="",this.boxes=new Map,this.
chips=new Map,this.plan=null,this.picture=null,this.size={w:0,h:0},this.order=[],this.title=h("h3",{class:"q-scene-title"}),this.below=E("g",{}),this.above=E("g",
{}),this.pots=h("div",{class:"q-pots"}),this.words=h("div",{class:"q-scene-words","aria-hidden":"true"}),this.jobs=h("div",{class:"q-jobs"}),this.nowText=h("spa\
n",{}),this.now=h("div",{class:"q-clock-line"},this.nowText),this.passedText=h("span",{}),this.passed=h("div",{class:"q-passed","aria-hidden":"true"},this.passedText),
this.others=h("div",{class:"q-lines"});let n=E("svg",{class:"q-under","aria-hidden":"true"},this.below),o=E("svg",{class:"q-over","aria-hidden":"true"},this.above);
this.field=h("div",{class:"q-scene-field"},this.pots,n,this.passed,this.now,this.words,this.jobs,o),this.element=h("div",{class:"q-scene"},this.title,this.field,
this.others),this.watch=new ResizeObserver(()=>this.measure()),this.watch.observe(this.element)}measure(){let{clientWidth:t,clientHeight:e}=this.element;t===this.
size.w&&e===this.size.h||(this.size={w:t,h:e},this.picture&&t&&this.update(this.picture,this.order))}update(t,e){this.picture=t,this.order=e,this.queue=e[0]??"",
this.size.w||(this.size={w:this.element.clientWidth||860,h:this.element.clientHeight||480});let s=bt(t),n=this.drawOthers(t,e.slice(1),s),o={w:this.size.w,h:Math.
max(200,this.size.h-To-n)};S(this.field,"height",`${o.h}px`),this.plan=ni(t,this.queue,s,o,this.hooks),x(this.element,"small",String(this.plan.small)),this.drawTitle(),
this.drawBoxes(t,this.plan),this.drawJobs(t,this.plan),k(this.below,Gs(this.plan)),this.drawTime(t,this.plan),k(this.words,Vs(this.plan,t.data.start,this.nowSpan(
t,this.plan))),this.drawMove(this.plan,s)}flow(t,e){x(this.element,"flows","true"),this.above.classList.remove("q-flying"),this.update(t,e)}drawTitle(){let t=[...this.
plan?.boxes.values()??[]].reduce((e,s)=>e+s.count,0);this.title.replaceChildren(f(this.queue,60)||"No keys yet",h("small",{},` ${$(t,"job")}`))}drawOthers(t,e,s){
let n=e.filter(p=>t.state.has(A(t.data.prefix,p,u.META))),o=e.filter(p=>n.includes(p)||p===s?.queue),r=o.filter(p=>p===s?.queue),a=[...r,...o.filter(p=>!r.includes(
p))].slice(0,Mo),l=o.filter(p=>a.includes(p)),c=l.map(p=>ci(t,p,s,this.onSelect)),d=o.length-l.length;return d>0&&c.push(h("div",{class:"q-line"},`… and ${$(d,
"more queue")}`)),this.others.replaceChildren(...c),c.length*(di+8)+(r.length?So-di:0)}drawBoxes(t,e){let s=[...e.boxes.values()].map(n=>{let o=this.boxes.get(n.
role)??this.makeBox(n.role),r=t.kinds.get(A(t.data.prefix,this.queue,n.role));return o.update(n.rect,n.count,n.strip,r),o.element});k(this.pots,s)}makeBox(t){let e=new Ht(
t,ui.get(t)??q.UNKNOWN,()=>this.onBox(t));return this.boxes.set(t,e),e}drawJobs(t,e){let s=new Map;for(let{role:n,placed:o}of e.boxes.values())for(let r of o){let a=O(
this.queue,r.item.job);for(;s.has(a);)a+=`
+`;let l=this.chips.get(a)??new Kt(this.queue,r.item.job,this.onSelect),c=t.selected===O(this.queue,r.item.job);l.update(r,ui.get(n)??q.UNKNOWN,n,c),s.set(a,l)}
this.chips=s,k(this.jobs,[...s.values()].map(n=>n.element))}drawTime(t,e){let s=e.boxes.get(u.DELAYED)?.rect;if(!s)return;let{scale:n}=e,[o,r]=[n.x(t.at),n.x(t.
index>0?t.data.at(t.index-1):t.at)],a=o<pi?e.sizes.head:0;S(this.now,"transform",`translate(${Math.round(o)}px, ${Math.round(s.y+a)}px)`),S(this.now,"height",`${Math.
round(s.h-a-6)}px`),x(this.now,"side",mi(e,o)),m(this.nowText,fi(t));let l=t.index>0?t.at-t.data.at(t.index-1):0;this.passed.hidden=l<=0||r>=o,S(this.passed,"tr\
ansform",`translate(${Math.round(r)}px, ${Math.round(s.y)}px)`),S(this.passed,"width",`${Math.round(Math.max(0,o-r))}px`),S(this.passed,"height",`${Math.round(s.
h-34)}px`);let c=o-r>44&&!(e.narrow&&r<pi);m(this.passedText,l>0&&c?`${V(l)} →`:"")}nowSpan(t,e){let[s,n]=[e.scale.x(t.at),16+fi(t).length*Ao],o=mi(e,s),r=o===
"left"?s-n:o==="right"?s:s-n/2;return[r,r+n]}drawMove(t,e){let[s,n,o,r]=e?.move??["","",null,null],l=s===this.queue&&o!==null&&r!==null?ri(t,o,n):void 0,c=f(n,l?
Oo(l):10),d=l?.role===u.DELAYED;for(let[b,w]of this.boxes)w.leave(b===l?.role&&!d?c:"");let p=[...t.boxes.values()].flatMap(b=>b.placed).find(({item:b})=>b.moves),
g=l?d?this.hungAt(t,l.rect,n):Lo(l.rect,c):null;Us(this.above,g,p?.rect??null),x(this.element,"moves",String(!!l))}markGuess(t){for(let[e,s]of this.boxes)x(s.element,
"guess",String(e===t))}hungAt({scale:t},e,s){let n=this.picture?.before.get(A(this.picture.data.prefix,this.queue,u.DELAYED)),o=n?.type==="zset"?n.value.find(([
a])=>a===s):void 0;return{x:t.x(o?Z(o[1]):this.picture?.at??0)-5,y:e.y+e.h-40,w:10,h:10}}animate(t){x(this.element,"flows","false"),S(this.element,"--q-flight",
`${t}ms`),this.above.classList.remove("q-flying"),t&&(this.above.getBoundingClientRect(),this.above.classList.add("q-flying"))}},fi=({at:i,data:t,between:e})=>`\
now +${e?ds(i-t.start):V(i-t.start)}`,mi=({scale:i},t)=>t>i.right-60?"left":t<60?"right":"middle",Oo=({rect:i,role:t})=>Math.max(1,Math.min(10,Math.floor((i.w-70-
t.length*9.2)/8)));function Lo({x:i,y:t,w:e,h:s},n){let o=20+n.length*8;return{x:i+e-12-o,y:t+Math.min(s,38)/2-13,w:o,h:26}}var W=(i,t,e)=>y("q-button",e,{data:{act:i},title:t,"aria-label":t},M(i));var Be={sign:"▀",css:"q-tick-fail"},ze={sign:"▄",css:"q-tick-done"},We={sign:"◆",css:"q-tick-chapter"},gi=1e3,No=4,ie=class{constructor(t,e){this.data=t,this.
track=e,this.marked=[],this.element=h("div",{class:"q-ticks","aria-hidden":"true"}),this.legend=h("div",{class:"q-legend"})}draw(t){let e=new Set(t),s=new Set(this.
data.chapters.map(({step:w})=>w)),n=this.data.steps.filter(w=>e.has(w.index));this.marked=n.filter(w=>w.failed||w.completed||s.has(w.index));let[o,r]=[n.filter(
w=>w.failed),n.filter(w=>w.completed)],a=({index:w})=>(gi*this.track.shareOf(w)).toFixed(1),l=(w,I)=>w.map(T=>`M${a(T)} ${I}`).join(""),c=[E("path",{class:Be.css,
d:l(o,"0V7")}),E("path",{class:ze.css,d:l(r,"9V16")})],d={viewBox:`0 0 ${gi} 16`,preserveAspectRatio:"none"},p=this.marked.filter(({index:w})=>s.has(w)).map(w=>this.
flag(w));this.element.replaceChildren(E("svg",d,...c),...p);let[g,b]=[wi(o.map(w=>w.failed)),wi(r.map(w=>w.completed))];this.legend.replaceChildren(...Fe(Be,`${$(
g,"attempt")} failed`),...Fe(ze,`${$(b,"job")} completed`),...Fe(We,$(p.length,"chapter")))}flag({index:t}){let e=h("i",{class:"q-flag"},We.sign);return e.style.
left=`${(100*this.track.shareOf(t)).toFixed(2)}%`,e}tell(t,e){let s=({index:o})=>Math.abs(this.track.shareOf(o)-t),n=this.marked.filter(o=>s(o)<=e).sort((o,r)=>s(
o)-s(r));return n.length?n.slice(0,No).flatMap(o=>this.tellStep(o)):[this.place(this.track.indexAt(t*this.track.end))]}place(t){return{sign:"",css:"",words:`ste\
p ${t}, ${D(this.data.elapsedAt(t))}`}}tellStep(t){let e=this.data.chapters.filter(n=>n.step===t.index),s=[this.place(t.index),...e.map(({title:n})=>({...We,words:n}))];
return t.failed&&s.push({...Be,words:`${$(t.failed,"attempt")} failed`}),t.completed&&s.push({...ze,words:`${$(t.completed,"job")} completed`}),s}},Fe=({sign:i,
css:t},e)=>[h("span",{},h("b",{class:t},i),` ${e}`)," "],wi=i=>i.reduce((t,e)=>t+e,0);var lt=class{constructor(t){this.choose=t,this.buttons=[this.makeButton("steps","Steps","The slider goes by steps (T)"),this.makeButton("time","Time","The slide\
r goes by time; at play the clock runs (T)")],this.element=h("span",{class:"q-views",role:"group","aria-label":"axis"},...this.buttons)}makeButton(t,e,s){return y(
"q-view",()=>this.choose(t),{data:{scale:t},title:s},e)}update(t){for(let e of this.buttons)L(e,"aria-pressed",String(e.dataset.scale===t))}};var bi=90,ct=class{constructor(t,e){this.over=t,this.tell=e,this.element=h("div",{class:"q-tip","aria-hidden":"true"}),this.element.hidden=!0,t.addEventListener(
"pointermove",s=>this.show(s.clientX)),t.addEventListener("pointerleave",()=>this.hide())}show(t){let{left:e,width:s}=this.over.getBoundingClientRect(),n={from:e+
xi,width:Math.max(1,s-2*xi)},o=Math.max(0,Math.min(1,(t-n.from)/n.width)),r=this.tell(o,Io/n.width);this.element.replaceChildren(...r.map(Ro)),this.element.hidden=
!r.length;let a=Math.max(bi,Math.min(t-e,s-bi));S(this.element,"left",`${Math.round(a)}px`)}hide(){this.element.hidden=!0}},xi=8,Io=5;function Ro({sign:i,css:t,
words:e}){return h("div",{},i?h("b",{class:t},i):null,i?" ":"",e)}var dt=class{constructor(t,e){this.film=t,this.scale=e}get byTime(){return this.scale==="time"}get end(){return Math.max(1,this.byTime?Math.round(this.film.elapsedAt(
this.film.length)):this.film.length)}valueOf(t){return this.byTime?Math.round(this.film.elapsedAt(t)):t}shareOf(t){return Math.max(0,Math.min(1,this.valueOf(t)/
this.end))}indexAt(t){return this.byTime?this.lastBy(t):Math.round(t)}lastBy(t){let[e,s]=[0,this.film.length];for(;e<s;){let n=Math.ceil((e+s)/2);Math.round(this.
film.elapsedAt(n))<=t?e=n:s=n-1}return e}};var jo=500,yi=0,ne=class{constructor(t,e){this.data=t,this.changed=e,this.wanted={queue:"",job:""},this.cached=null;let s={change:()=>this.set()};yi+=1,this.queue=
h("select",{on:s}),this.jobs=h("datalist",{id:`q-jobs-${yi}`}),this.job=h("input",{type:"text",list:this.jobs.id,size:8,placeholder:"any",on:s}),this.elements=[
h("label",{},"queue ",this.queue),h("label",{},"job ",this.job,this.jobs)]}refresh(){let t=this.queue.value,e=o=>h("option",{value:o},f(o,40));this.queue.replaceChildren(
h("option",{value:""},"all"),...this.data.queues.map(e)),this.queue.value=this.data.queues.includes(t)?t:"";let s=[...this.data.names.values()].filter(o=>o.role===
u.JOB),n=[...new Set(s.map(o=>o.job??""))].slice(0,jo);this.jobs.replaceChildren(...n.map(o=>h("option",{value:Q(o,200)}))),this.cached=null}set(){this.wanted={
queue:this.queue.value,job:this.job.value.trim()},this.cached=null,this.changed()}follow(t){this.queue.value=t&&this.data.queues.includes(t.queue)?t.queue:"",this.
job.value=t?.job??"",this.wanted={queue:t?.queue??"",job:t?.job??""},this.cached=null}stops(){let{queue:t,job:e}=this.wanted;return this.cached??=t||e?this.data.
find(s=>this.data.concerns(s,t,e)):[0,...this.data.steps.map(s=>s.index)],this.cached}};var Co=10,oe=class{constructor(t,e){this.player=t,this.changed=e,this.job=null;let s={data:{act:"follow"},title:"Stop only at the steps of the chosen job, else \
of this step's (F)"};this.button=y("q-view",()=>this.toggle(),s,"Follow")}toggle(){this.set(this.job?null:this.player.controls.currentJob())}set(t){this.job=t,t&&
!this.isChosen(t)&&this.player.select(t.queue,t.job),this.changed()}isChosen({queue:t,job:e}){let[s,n]=tt(this.player.selected);return s===t&&n===e}chosen(){if(!this.
job||this.isChosen(this.job))return;let[t,e]=tt(this.player.selected);this.job=this.player.selected?{queue:t,job:e}:null,this.changed()}update(t){L(this.button,
"aria-pressed",String(this.job!==null)),this.button.disabled=!this.job&&!t;let e=this.job??t;m(this.button,e?`Follow job ${f(e.job,Co)}`:"Follow a job")}};var Do="input:not([type=range]), select, textarea",_o="button, summary, a",re=i=>({ArrowLeft:()=>i.move(-1),ArrowRight:()=>i.move(1),Home:()=>i.first.click(),End:()=>i.
last.click()," ":()=>i.playing.toggle(),k:()=>i.views.toggle()});function ae(i,t,e){let{key:s,target:n}=i;if(!(i.ctrlKey||i.metaKey||i.altKey||!(n instanceof Element)))
return n.matches(Do)?s==="Escape"?e:void 0:s===" "&&n.matches(_o)?void 0:t(s)}var he=class{constructor(){this.frame=0,this.motion=matchMedia("(prefers-reduced-motion: reduce)")}run(t,e,s,n){let o=performance.now(),r=this.motion.matches?Math.
max(e,1e3):e,a=o,l=c=>{if(c-o>=t)return n();if(this.frame=requestAnimationFrame(l),!(c-a<r))return a=c,s((c-o)/t)};this.frame=requestAnimationFrame(l)}stop(){cancelAnimationFrame(
this.frame)}};var vi=[.5,1,2,4,10],ki=1300,Po=800,qi=8e3,Bo=2,pt=class{constructor(t){this.played=t,this.on=!1,this.timer=0,this.glide=new he,this.button=W("play","Play (Spac\
e)",()=>this.toggle());let e=vi.map(n=>h("option",{value:n,selected:n===1},`${n}×`)),s={change:()=>t.changed()};this.speed=h("select",{"aria-label":"speed",title:"\
Speed",on:s},...e)}get rate(){return Number(this.speed.value)}get fast(){return this.on&&this.rate>Bo}setRate(t){vi.includes(t)&&(this.speed.value=String(t))}toggle(){
return this.on?this.stop():(this.played.rewind(),this.on=!0,this.label("pause","Pause (Space)"),this.wait(ki/2))}stop(){this.on=!1,clearTimeout(this.timer),this.
glide.stop(),this.label("play","Play (Space)")}label(t,e){this.button.replaceChildren(M(t)),this.button.title=e,this.button.setAttribute("aria-label",e)}wait(t){
this.timer=window.setTimeout(()=>this.pass(),t/this.rate)}pass(){let t=this.played.gap();if(t<=0)return this.take();let e=Math.min(t,qi)/this.rate,s=n=>this.played.
flow(t*(1-n));return this.glide.run(e,this.played.every(),s,()=>this.take())}take(){return this.played.forward()?this.wait(Math.max(Po,ki-Math.min(this.played.gap(),
qi))):this.stop()}};var le=class{constructor(t,e){this.data=t,this.player=e,this.texts=[],this.state=null;let s={input:()=>this.show(),keydown:n=>n.key==="Enter"&&this.jump(n.shiftKey?
-1:1)};this.input=h("input",{type:"search",size:20,placeholder:"text, key, command",on:s}),this.found=h("span",{class:"q-found",role:"status"}),this.elements=[h(
"label",{},"search (/) ",this.input),this.found]}matches(){let t=this.input.value.trim().toLowerCase();return t?(this.read(),this.data.find(e=>this.texts[e.index-
1]?.includes(t)??!1)):[]}read(){this.state??=new Map(this.data.state(0));let{state:t}=this;for(let e of this.data.steps.slice(this.texts.length)){this.texts.push(
zo(this.data,e,t));for(let s of e.changes)Se(t,s,e.at)}}jump(t){let e=this.matches(),s=this.player.at(),[n,o]=[e.find(a=>a>s),e.findLast(a=>a<s)],r=t>0?n??e[0]:
o??e.at(-1);r!==void 0&&this.player.go(r),this.show()}show(){let t=this.matches(),e=t.indexOf(this.player.at()),s=e>=0?`${e+1} of ${t.length}`:`${t.length} foun\
d: Enter goes there`;m(this.found,this.input.value.trim()?t.length?s:"not found":"")}};function zo(i,t,e){let s=t.commands.map(([r,a])=>`${r} ${a.join(" ")}`),n=r=>jt(
i,r,e.get(r.key),t.at).flat(),o=t.changes.flatMap(r=>[r.key,...n(r)]);return[t.title,t.sentence,t.script??"",...s,...o].join(`
`).toLowerCase()}var ut=class{constructor(t){this.viewer=t,this.buttons=[this.view("stage","Stage"),this.view("keys","All keys","All keys (K)")],this.element=h("span",{class:"q-\
views",role:"group","aria-label":"view"},...this.buttons)}view(t,e,s){return y("q-view",()=>this.viewer.look(t),{data:{view:t},title:s},e)}toggle(){this.viewer.
look(this.viewer.shows==="stage"?"keys":"stage")}update(){for(let t of this.buttons)L(t,"aria-pressed",String(t.dataset.view===this.viewer.shows))}};var ce=class{constructor(t,e,s){this.data=t,this.player=e,this.filters=new ne(t,()=>this.filtered()),this.search=new le(t,{at:()=>e.index,go:l=>this.go(l)}),this.
follow=new oe(e,()=>this.followed()),this.playing=new pt({forward:()=>this.move(1),rewind:()=>this.rewind(),gap:()=>this.gap(),flow:l=>this.flow(l),every:()=>e.
pace,changed:()=>e.onChange()}),this.track=new dt(t,s),this.scales=new lt(l=>this.setScale(l)),this.chapters=new at(()=>t.chapters,l=>this.go(l)),this.marks=new ie(
t,this.track),this.first=W("first","First step (Home)",()=>this.go(this.filters.stops()[0]??0)),this.back=W("back","Back (←)",()=>this.move(-1)),this.forward=
W("forward","Forward (→)",()=>this.move(1)),this.last=W("last","Last step (End)",()=>this.go(this.filters.stops().at(-1)??t.length)),this.jobWords=h("span",{},
"next step of this job");let n={data:{act:"job"}};this.nextOfJob=y("q-button q-wide",()=>this.jumpJob(),n,M("job")," ",this.jobWords);let o={input:()=>this.slide(
Number(this.range.value))};this.range=h("input",{type:"range",min:0,step:1,"aria-label":"step",class:"q-range",on:o}),this.views=new ut(e);let r={data:{act:"pre\
dict"},title:"Stop before each step and ask where its job goes (P)"},a=()=>this.player.predict(!this.player.quiz.on);this.predict=y("q-view",a,r,"Predict"),this.
bar=this.makeBar(),this.tools=h("div",{class:"q-tools"},this.nextOfJob,...this.filters.elements,...this.search.elements),this.refresh()}makeBar(){let t=h("span",
{class:"q-views"},this.predict),s=[...[this.first,this.back,this.playing.button,this.forward,this.last],this.playing.speed,this.views.element,t],n=h("span",{class:"\
q-views"},this.follow.button),o=[this.marks.legend,n,this.scales.element,this.chapters.element],r=[this.marks.element,this.range,h("div",{class:"q-under"},...o)],
a=h("div",{class:"q-rail"},...r.slice(0,2)),l=new ct(a,(p,g)=>this.marks.tell(p,g));a.append(l.element);let c=h("div",{class:"q-slide"},a,...r.slice(2));return h(
"div",{class:"q-controls",role:"group","aria-label":"controls"},h("div",{class:"q-buttons"},...s),c)}refresh(){this.filters.refresh(),this.chapters.refresh(),this.
redrawRail()}redrawRail(){this.range.max=String(this.track.end),this.marks.draw(this.filters.stops()),this.scales.update(this.track.scale)}filtered(){this.marks.
draw(this.filters.stops()),this.player.redraw()}followed(){this.filters.follow(this.follow.job),this.filtered(),this.player.onChange()}setScale(t){t!==this.track.
scale&&(this.track.scale=t,this.redrawRail(),this.player.redraw(),this.player.onChange())}slide(t){let e=this.track.indexAt(t),s=this.track.byTime?this.data.start+
t:void 0;this.player.show(e,{at:e<this.data.length?s:void 0})}go(t){this.player.show(Math.max(0,Math.min(t,this.data.length)))}stop(t){let e=this.player.index,s=this.
filters.stops();return t>0?s.find(n=>n>e):s.findLast(n=>n<e)}move(t){let e=this.stop(t);return e===void 0||t>0&&this.player.asking.stops(e)?!1:(this.go(e),!0)}gap(){
let t=this.track.byTime?this.stop(1):void 0,{index:e,at:s}=this.player;return t===void 0?0:this.data.at(t)-Math.max(s??0,this.data.at(e))}flow(t){let{index:e}=this.
player;this.player.flow(this.data.at(this.stop(1)??e)-t-this.data.at(e))}currentJob(){if(this.player.selected){let[s,n]=tt(this.player.selected);return{queue:s,
job:n}}let t=this.data.step(this.player.index);if(!t)return null;if(t.job!==null&&t.queue!==null)return{queue:t.queue,job:t.job};let e=t.moves[0];return e?{queue:e[0],
job:e[1]}:null}jumpJob(){let t=this.currentJob();if(!t)return m(this.search.found,"choose a job first");let{queue:e,job:s}=t,n=this.player.index,o=this.data.steps.
slice(n).find(r=>this.data.concerns(r,e,s));o?this.player.select(e,s,o.index):m(this.search.found,"no later step of this job")}rewind(){let t=this.filters.stops();
this.player.index>=(t.at(-1)??0)&&this.go(t[0]??0)}update(t){this.views.update(),L(this.predict,"aria-pressed",String(this.player.quiz.on)),this.chapters.update(
t),this.updateTime(t,this.player.at),L(this.range,"aria-valuetext",Bt(this.data,t).slice(0,60));let e=this.filters.stops();this.back.disabled=this.first.disabled=
!e.some(n=>n<t),this.forward.disabled=this.last.disabled=!((e.at(-1)??0)>t),this.search.input.value&&this.search.show();let s=this.currentJob();this.follow.update(
s),this.nextOfJob.disabled=!s,m(this.jobWords,s?`next step of job ${f(s.job,14)}`:"next step of this job")}updateTime(t,e){let s=this.track.byTime&&e!==void 0?e-
this.data.start:this.track.valueOf(t);this.range.value=String(Math.max(s,this.track.valueOf(t))),x(this.range,"axis",this.track.scale)}key(t){t.stopPropagation();
let e=ae(t,s=>this.actOf(s),this.leaving);e&&(t.preventDefault(),e())}actOf(t){return/^[1-9]$/.test(t)?()=>this.player.asking.choose(Number(t)):this.acts[t.length===
1?t.toLowerCase():t]}leaving=()=>this.player.search(!1);acts={...re(this),"/":()=>this.player.search(!0),n:()=>this.chapters.jump(this.player.index,1),b:()=>this.
chapters.jump(this.player.index,-1),t:()=>this.setScale(this.track.byTime?"steps":"time"),f:()=>this.follow.toggle(),c:()=>this.player.toggleCode(),",":()=>this.
player.drawer.code.move(-1),".":()=>this.player.drawer.code.move(1),j:()=>this.jumpJob(),p:()=>this.player.predict(!this.player.quiz.on)}};var Wo=120,Fo="Nothing has happened yet. Step forward with → or play with Space.",de=class{constructor(){this.clock=h("span",{class:"q-clock"}),this.counter=h(
"span",{class:"q-counter"}),this.title=h("h2",{}),this.chip=h("span",{class:"q-chip"}),this.top=h("div",{class:"q-top"},this.clock,this.counter,this.title,this.
chip),this.sentence=h("p",{class:"q-sentence",tabindex:"0"}),this.told=h("div",{class:"q-told"},this.sentence),this.live=h("div",{class:"q-hidden","aria-live":"\
polite",role:"status"})}reserve(t){this.told.dataset.room=Ds(t)}tick({data:t,at:e}){m(this.clock,D(e-t.start)),this.clock.title=gt(e)}update(t){let{step:e,data:s,
index:n}=t;this.tick(t),m(this.counter,`step ${v(n)} of ${v(s.length)}`),m(this.title,e?f(e.title,90):"The beginning"),this.title.title=e?f(e.title,300):"",S(this.
chip,"visibility",e?.script?"":"hidden"),m(this.chip,`script ${e?.script??"none"}`),this.tell(e?z(e.sentence):B(s.note||Fo)),m(this.live,Bt(s,n))}ask({job:t,title:e}){
let s=h("strong",{},`Where does job ${f(t,14)} go?`);this.sentence.replaceChildren(`Next: ${f(e,90)}. `,s)}tell(t){this.sentence.replaceChildren(t),x(this.sentence,
"long",String((this.sentence.textContent??"").length>Wo));for(let e of this.sentence.querySelectorAll("code")){let s=H.find(n=>n===e.textContent);s&&(e.dataset.
role=s)}}};var Ke=60;function Ei(i,t,e){let s=i.state.get(t),n=i.data.key(t),o=s?Yo(i,s,n):[],r=s?`${nt[s.type]??s.type} (${s.encoding})`:Ko,a=h("small",{class:"q-quiet"},
`${n.role}: ${r}. ${K[n.role]?.[1]??""}`),c=[h("header",{},h("h3",{},"Key"),y("q-more",e,{},"close")),h("p",{},j(t,80),h("br"),a)];return o.length&&c.push(Ho(o.
slice(0,Ke))),o.length>Ke&&c.push(h("p",{class:"q-quiet"},`… and ${v(o.length-Ke)} more`)),c}var Ko="absent: an empty container does not exist in Redis";function Ho(i){
let t=i.map(([e,s,n])=>{let o=h("th",{scope:"row"},f(e,60));return h("tr",{},o,h("td",{},j(s)),h("td",{class:"q-meaning"},z(n)))});return h("table",{class:"q-fi\
elds"},rt("where","raw","meaning"),h("tbody",{},...t))}function Yo({data:i,at:t},e,s){let n=(r,a)=>C(s.role,r,a,t,i.start).meaning,o=r=>r.map(([a,l])=>`${a}=${l}`).
join(" ");switch(e.type){case"hash":return[...e.value].map(([r,a])=>[r,a,i.word(e,r)]);case"zset":return e.value.map(([r,a])=>[r,R(a),n(r,a)]);case"stream":return[
...e.value].reverse().map(([r,a])=>[r,o(a),""]);case"string":return[["",e.value,i.word(e,"")]];default:return Array.isArray(e.value)?e.value.map((r,a)=>[`[${a}]`,
r,""]):[["",String(e.value),""]]}}var Go=10;function $i(i,t){let e=i.state.get(t),s=i.kinds.get(t),n=e?.type==="zset"?e.value:[],o=n.length?n.slice(0,Go).map(l=>Vo(i,l)):[h("span",{class:"q-says"},
"silent: no marker")],r={key:t,change:s??"",rings:n[0]?.[0]??""},a=h("h4",{},u.MARKER);return h("section",{class:"q-small q-bell",data:r},M("bell"),a,...o,P(s))}
function Vo(i,[t,e]){let{meaning:s}=C(u.MARKER,t,e,i.at,i.data.start);return h("span",{class:"q-says"},h("code",{},`${f(t,24)} (score ${R(e)})`)," ",s)}function pe(i){switch(i.type){case"hash":return[...i.value].map(([t,e])=>`${t}=${e}`).join("  ");case"zset":return i.value.map(([t,e])=>`${t} (score ${R(e)})`).
join("  ");case"stream":return i.value.map(([t,e])=>`${t} ${e.flat().join(" ")}`).join("  ");default:return Array.isArray(i.value)?i.value.join("  "):i.value}}function Mi(i,{name:t,queue:e,job:s}){let n=i.state.get(t),o=i.kinds.get(t),r=n?Jo(i,n,i.before.get(t)):[],a=h("caption",{class:"q-hidden"},`fields of ${f(t,80)}`),
l=h("table",{class:"q-fields"},a,rt("field","raw","meaning"),h("tbody",{},...r)),c=Uo(i,e,s,o);return h("article",{class:"q-card",data:{key:t,change:o??"",job:s}},
c,l)}function Uo(i,t,e,s){let{name:n,tries:o}=i.job(t,e),r=i.stateOf(t,e),a=o?h("span",{class:"q-tries"},`attempts ${o}`):null,l=h("span",{class:"q-name"},f(n,40)),
c=h("span",{class:`q-chip q-state-${r}`},r);return h("header",{},M(r),h("h4",{},`job ${f(e,40)}`),l,c,a,P(s))}function Jo(i,t,e){if(t.type!=="hash")return[He("",
"",j(pe(t)))];let s=e?.type==="hash"?e.value:new Map,n=[...t.value].map(([r,a])=>{let l=s.get(r),c=e===t||l===a?"":s.has(r)?"changed":"born",d=c==="changed"?[h(
"del",{},j(l,40))," → ",j(a)]:[j(a)];return He(r,c,d,i.data.word(t,r))}),o=[...s.keys()].filter(r=>e!==t&&!t.value.has(r));return[...n,...o.map(r=>He(r,"gone",
j(s.get(r))))]}function He(i,t,e,s=""){let n=h("th",{scope:"row"},f(i,60),P(t));return h("tr",{data:{change:t}},n,h("td",{},e),h("td",{class:"q-meaning"},z(s)))}var Si=60,Qo=30,Zo=5,Xo=172,tr=6.4,er=60,ue=class{constructor(t){this.box=t,this.width=0,this.signature="",this.rule=h("div",{class:"q-rule","aria-hidden":"true"}),
this.nowText=h("span",{}),this.now=h("div",{class:"q-now"},this.nowText);let e=t.role===u.DELAYED?[t.tokens,this.now,this.rule]:[t.tokens,this.rule];this.field=
h("div",{class:"q-field"},...e),this.rest=h("div",{class:"q-rest"}),t.body.append(this.field,this.rest),t.body.classList.add("q-axis"),this.watch=new ResizeObserver(
([s])=>this.resize(s?.contentRect.width??0)),this.watch.observe(this.field)}resize(t){Math.abs(t-this.width)<1||(this.width=t,this.box.hooks.redraw())}get room(){
return this.width||600}update(t,e,s){let n=s.filter(o=>o.dataset.job!==void 0);this.box.role===u.DELAYED?this.byTime(t,e,n):this.byPriority(e,n),k(this.box.tokens,
n),k(this.rest,s.filter(o=>o.dataset.job===void 0))}byTime(t,e,s){let{data:n,hooks:o,name:r}=this.box,[a,l]=Gt(t,o.waits.of(r)),c=p=>p>a?Math.min(1,(p-a)/(l-a)):
0;this.lay(s,e.map(([,p])=>c(Z(p??0)))),S(this.now,"left",`${c(t.at)*100}%`),x(this.now,"side",c(t.at)>.7?"left":"right"),m(this.nowText,`now ${D(Math.round(t.at-
n.start))}`);let d=Vt(a,l,n.start).map(p=>[c(p),V(p-n.start)]);this.mark(d,`${a}-${l}`)}byPriority(t,e){let s=[...new Set(t.map(([,a])=>Me(a??0)))],n=new Map(s.
map((a,l)=>[a,l/s.length])),o=a=>n.get(a)??0;this.lay(e,t.map(([,a])=>o(Me(a??0))));let r=s.map((a,l)=>[o(a),l?String(a):`priority ${a}`]);this.mark(r,s.join())}lay(t,e){
let s=this.box.isMany?Qo:Si,n=new Yt(this.room,Xo,Zo);t.forEach((o,r)=>{let{left:a,hangs:l}=n.hang((e[r]??0)*this.room),{lane:c,stands:d}=n.take(a);x(o,"hangs",
l&&d===a?"left":"right"),S(o,"left",`${d.toFixed(1)}px`),S(o,"bottom",`${26+c*s}px`)}),S(this.field,"height",`${38+Math.max(Si,n.length*s)}px`)}mark(t,e){if(this.
signature===`${e} ${this.width}`)return;this.signature=`${e} ${this.width}`;let s=0,n=t.slice(0,er).flatMap(([o,r])=>{let[a,l]=[o*this.room,r.length*tr+8],c=a+l>
this.room?"left":"right";if((c==="left"?a-l:a)<s)return[];s=c==="left"?a:a+l;let d=h("span",{data:{side:c}},r);return d.style.left=`${o*100}%`,[d]});this.rule.replaceChildren(
...n)}};var fe=28,sr=12,Ti=6,Ai=6,ir=new Map(N),me=class{constructor(t,e,s,n){this.data=t,this.queue=e,this.role=s,this.hooks=n,this.name=A(t.prefix,e,s),this.state=ir.
get(s)??q.UNKNOWN,this.open=!1,this.unread=0,this.isMany=!1,this.count=h("span",{class:"q-count"}),this.mark=h("span",{class:"q-marks"}),this.body=h("div",{class:"\
q-body"}),this.tokens=h("div",{class:"q-tokens",role:"group","aria-label":`jobs in ${s}`}),this.button=y("q-more",()=>this.toggle()),this.element=this.box(),this.
axis=ke.includes(s)?new ue(this):null,this.axis||this.drawTube()}box(){let[t,e]=K[this.role]??["",""],n=y("q-key",()=>this.hooks.onKey(this.name),{title:"Show r\
aw and decoded values"},this.role),o=h("span",{class:"q-kind"},nt[t]),r=h("header",{},M(this.state),h("h4",{},n),o,this.count,this.mark),a=`q-box q-state-${this.
state} q-box-${this.role}`;return h("section",{class:a,data:{key:this.name,role:this.role},title:e},r,this.body)}drawTube(){let t=is[this.role]?.map(e=>`${e} →`)??
["first","latest"];this.body.append(this.tokens,h("div",{class:"q-ends"},...t.map(e=>h("span",{},e)))),this.body.classList.add(K[this.role]?.[0]==="list"?"q-tub\
e":"q-row")}toggle(){this.open=!this.open,this.hooks.redraw()}update(t){let e=t.state.get(this.name),s=ot(e),n=t.kinds.get(this.name),o=e&&s.length?Y(e):0;m(this.
count,v(o)),this.unread=o-s.length,this.isMany=s.length>sr;let r=P(n);(r||this.mark.firstChild)&&k(this.mark,r?[r]:[]),x(this.element,"change",n??""),x(this.tokens,
"many",String(this.isMany));let a=this.drawn(t,s);this.axis?this.axis.update(t,s,a):k(this.tokens,a)}drawn(t,e){let[s,n]=this.cut(e),o=([c,d])=>this.token(t,c,d).
element,r=e.length-s.length-n.length,a=this.unread>0?[h("span",{class:"q-quiet"},`${v(this.unread)} not read`)]:[],l=r>0||this.open?[this.more(r)]:[];return[...a,
...s.map(o),...l,...n.map(o),...this.ghosts(t)]}cut(t){return t.length<=fe||this.open?(this.open=this.open&&t.length>fe,[t,[]]):ke.includes(this.role)?[t.slice(
0,fe),[]]:[t.slice(0,Ai),t.slice(Ai-fe)]}more(t){return m(this.button,t>0?`… ${v(t)} more …`:"show fewer"),this.button}token(t,e,s){let n=t.moves.get(O(this.
queue,e)),o=n?n[2]===null?"✚ new":`↦ from ${n[2]}`:"",r=n?"moved":"",a=t.selected===O(this.queue,e),l=this.hooks.tokens.take(this.queue,e,{...t.job(this.queue,
e),hint:o,kind:r,selected:a});if(this.role===u.ACTIVE){let c=t.state.get(J(this.data.prefix,this.queue,e,u.LOCK));Ms(l,c,t.at,this.data.watched)}else this.foot(
l,t,e,s);return l}foot(t,e,s,n){if(n===null)return t.foot.remove();let{label:o}=C(this.role,s,n,e.at,this.data.start);t.showFoot("q-foot"),m(t.foot,Tt(o,this.isMany?
1:2)),t.foot.title!==o&&(t.foot.title=o),x(t.element,"score",R(n))}ghosts(t){let e=[...t.moves.values()].filter(o=>this.lost(o)),s=e.slice(0,Ti).map(([,o])=>h("\
span",{class:"q-token q-ghost"},h("b",{},f(o,18)),h("i",{},"✖ removed"))),n=e.length-Ti;return n>0?[...s,h("span",{class:"q-quiet"},`✖ ${v(n)} more removed`)]:
s}lost([t,,e,s]){return t===this.queue&&s===null&&e===this.state&&this.role!==u.PAUSED}};function Ye(i,t){let e=i.state.get(t),s=i.data.key(t),n=i.kinds.get(t),o=e??i.before.get(t),r=e?rr(i,e,s):"",a=h("span",{title:K[s.role]?.[1]??""},s.role),l=h("\
td",{},j(o?pe(o):"",90));r&&l.append(h("div",{class:"q-meaning"},z(r)));let c=h("small",{},(o?nr(o):"")+(e?or(e,i.at):"")),d=h("th",{scope:"row"},j(t,64)," ",P(
n));return h("tr",{data:{key:t,change:n??""}},d,h("td",{},a,h("br"),c),l)}function nr(i){let[t,e]=qe[i.type]??qe.list??["",""];return`${nt[i.type]??i.type}, ${$(
Y(i),t,e)}`}var or=(i,t)=>i.expires===null?"":`, expires in ${st(Math.max(i.expires-t,0))}`;function rr(i,t,e){return t.type==="string"?i.data.word(t,""):t.type!==
"zset"?"":t.value.slice(0,3).map(([n,o])=>C(e.role,n,o,i.at,i.data.start).meaning).filter(Boolean).join("; ")}var ar=10;function Oi(i,t){let e=i.state.get(t),s=i.kinds.get(t),n=i.fresh(t),o=e?.type==="stream"?e.value:[],r=e?.type==="stream"?Y(e):0,a=o.slice(-ar).map((I,T,U)=>hr(
I,U.length-T<=n)),l=r-a.length,c=l>0?h("span",{class:"q-earlier"},`${v(l)} earlier`):null,d=h("div",{class:"q-strip"},c,...a),p=h("div",{class:"q-tape",tabindex:"\
0",role:"group","aria-label":"the latest events"},d),g=h("span",{class:"q-count"},$(r,"entry","entries")),b={key:t,change:s??""},w=h("h4",{},u.EVENTS);return h(
"section",{class:"q-small q-events",data:b},M("tape"),w,g,P(s),p)}function hr([i,t],e){let{EVENT:s,JOB_ID:n}=ns,o=new Map(t),a=t.filter(([g])=>g!==s&&g!==n).map(
([g,b])=>`${g}=${b}`).join(" "),l=o.has(n)?`job ${f(o.get(n),14)}`:f(a,24),c=f(`${i} ${a}`,200),d=e?h("i",{},"✚ new"):null,p=h("b",{},f(o.get(s)??"entry",24));
return h("span",{class:"q-event",data:{fresh:String(e)},title:c},p,h("span",{},l),d)}var Ge=24,lr=30,Li={[u.MARKER]:"zset",[u.EVENTS]:"stream"},cr=new Map(N),ge=class{constructor(t,e,s){this.data=t,this.queue=e,this.hooks=s,this.boxes=new Map,this.
drawn=new Map,this.lastJobs=new Map,this.all=!1,this.grid=h("div",{class:"q-grid"}),this.small=h("div",{class:"q-smalls"}),this.cards=h("div",{class:"q-cards"}),
this.rows=h("tbody"),this.more=y("q-more",()=>this.toggle());let n={role:"group",data:{queue:e},"aria-label":`queue ${_(e)}`};this.element=h("div",{class:"q-que\
ue",...n},this.title(),this.grid,this.small),this.scroll=h("div",{class:"q-scroll",tabindex:"0",role:"group","aria-label":"other keys"},this.table());let o=e?`v\
alues in queue ${_(e)}`:"keys of no queue",r=[this.title(),this.cards,this.scroll,this.more];this.details=h("div",{role:"group","aria-label":o},...r)}title(){return this.
queue?h("h3",{},f(this.queue,80)):h("h3",{class:"q-stay"},"Keys of no queue")}table(){let t=this.queue?`Other keys of ${f(this.queue,80)}`:"Not keys that BullMQ\
 makes";return h("table",{class:"q-keys"},h("caption",{},t),rt("key","role","raw value"),this.rows)}toggle(){this.all=!this.all,this.hooks.redraw()}roles(){return this.
queue?H.filter(t=>G.includes(t)||this.data.hasUsed(this.queue,t)):[]}update(t,e){let s=this.roles(),n=s.map(o=>this.box(o));this.grid.dataset.more=String(s.filter(
o=>dr.includes(o)).length),k(this.grid,n.map(o=>o.element));for(let o of n)o.update(t);this.updateSmall(t),this.updateCards(t),this.updateRows(t,e)}box(t){let e=this.
boxes.get(t)??new me(this.data,this.queue,t,this.hooks);return this.boxes.set(t,e),e}updateSmall(t){if(!this.queue)return;let e=this.memo(t,A(this.data.prefix,this.
queue,u.MARKER),$i),s=this.memo(t,A(this.data.prefix,this.queue,u.EVENTS),Oi);k(this.small,[e,s])}updateCards(t){let e=new Map([...t.jobs()].filter(([,c])=>c.queue===
this.queue));(e.size||t.index===0)&&(this.lastJobs=e);let s=new Map(this.lastJobs),[n,o]=tt(t.selected);n===this.queue&&t.hash(n,o)&&s.set(t.selected,{queue:n,job:o});
let l=[...s.values()].map(c=>({...c,name:J(this.data.prefix,c.queue,c.job)})).filter(c=>pr(t,c.name)).slice(0,lr).map(c=>this.memo(t,c.name,()=>Mi(t,c)));k(this.
cards,l)}updateRows(t,e){let n=(this.all?e:e.slice(0,Ge)).map(o=>this.memo(t,o,Ye));k(this.rows,n),this.scroll.hidden=!e.length,this.details.hidden=!e.length&&!this.
cards.firstChild,this.more.hidden=e.length<=Ge,m(this.more,this.all?"show fewer keys":`… ${v(e.length-Ge)} more keys`)}memo(t,e,s){let n=t.state.get(e),o=t.kinds.
get(e),r=n&&(n.expires!==null||n.type==="zset")?t.at:0,a=s===Ye?null:t.data.key(e).job,l=a===null?"":t.stateOf(this.queue,a),c=this.drawn.get(e),d=c?.held===n&&
!o&&!c?.kind&&c?.at===r&&c.state===l;if(c&&d)return c.node;let p=s(t,e);return this.drawn.set(e,{held:n,kind:o,at:r,state:l,node:p}),p}},dr=[u.PRIORITIZED,u.WAITING_CHILDREN].
map(String);function Ni(i){let{data:t,state:e,before:s,kinds:n}=i,o=new Map([...t.queues,""].map(a=>[a,[]])),r=[...s.values()].filter(a=>!e.has(a.name)&&n.has(a.
name));for(let a of[...e.values(),...r]){let l=t.key(a.name);ur(i,a,l)||(o.get(l.queue)??o.get(""))?.push(a.name)}for(let a of o.values())a.sort();return o}function pr(i,t){
return(i.state.get(t)??(i.kinds.has(t)?i.before.get(t):void 0))?.type==="hash"}function ur(i,t,e){return e.queue?cr.has(e.role)?Array.isArray(t.value)&&t.type!==
"stream":e.role in Li?t.type===Li[e.role]:e.job===null?!1:e.role===u.LOCK?i.stateOf(e.queue,e.job)===q.ACTIVE:e.role!==u.JOB||t.type!=="hash"?!1:i.stateOf(e.queue,
e.job)!==q.UNKNOWN||i.kinds.has(e.name):!1}var we=class{constructor(t,e,s){this.data=t,this.tokens=e,this.redraw=s,this.inspected="",this.hooks={tokens:e,waits:new It(t),onKey:o=>this.inspect(o),redraw:s},
this.views=new Map,this.stage=h("div",{class:"q-stage"}),this.details=h("div",{class:"q-details"}),this.nothing=h("p",{class:"q-quiet"},"No keys yet.");let n={role:"\
group",hidden:!0,"aria-label":"a key's values"};this.inspector=h("div",{class:"q-inspector",...n}),this.changes=h("div"),this.changeCount=h("span",{class:"q-cou\
nt"}),this.commands=h("div"),this.commandCount=h("span",{class:"q-count"}),this.element=h("div",{class:"q-main"},this.stage,this.side(),this.details)}side(){let t=h(
"section",{},h("h3",{},"What changed ",this.changeCount),this.changes),e=h("section",{},h("h3",{},"Commands Redis ran ",this.commandCount),this.commands);return h(
"div",{class:"q-side",role:"group","aria-label":"what happened"},this.inspector,t,e)}inspect(t){this.inspected=this.inspected===t?"":t,this.redraw()}update(t,e,s=!1){
let n=Ni(t),o=(n.get("")?.length?[...e,""]:e).map(a=>this.viewOf(a)),r=o.filter(a=>a.queue).map(a=>a.element);k(this.stage,o.length?r:[this.nothing]),k(this.details,
o.map(a=>a.details));for(let a of o)a.update(t,n.get(a.queue)??[]);s||this.drawStory(t)}viewOf(t){let e=this.views.get(t)??new ge(this.data,t,this.hooks);return this.
views.set(t,e),e}drawStory(t){let{step:e,data:s}=t;m(this.changeCount,e?v(e.changes.length):""),m(this.commandCount,e?v(e.commands.length):""),this.changes.replaceChildren(
...js(s,e)),this.commands.replaceChildren(...Cs(s,e,(o,r)=>this.light(o,r))),this.inspector.hidden=!this.inspected;let n=()=>this.inspect(this.inspected);this.inspector.
replaceChildren(...this.inspected?Ei(t,this.inspected,n):[])}light(t,e=!1){for(let a of this.element.querySelectorAll(".q-lit"))a.classList.remove("q-lit");let s=new Set(
t),o=[...this.element.querySelectorAll("[data-key], [data-touch]")].filter(a=>s.has(a.dataset.key??a.dataset.touch??""));for(let a of t){let{queue:l,job:c}=this.
data.key(a),d=c===null?void 0:this.tokens.of(l,c);d&&o.push(d.element)}for(let a of o)a.classList.add("q-lit");let r=this.tokens.motion.matches?"auto":"smooth";
e&&o[0]?.scrollIntoView({block:"nearest",behavior:r})}};function Ii({controls:i,index:t,selected:e,shows:s}){let{follow:n,playing:o,track:r}=i,a=e?i.currentJob():null,l=a?{job:a,follow:n.job!==null}:{};return{step:t,
view:s,speed:o.rate,axis:r.scale,...l}}function Ri(i,{step:t,view:e,job:s,follow:n,speed:o,axis:r}){e&&i.look(e),r&&i.controls.setScale(r),o&&i.playing.setRate(
o),s&&i.selected!==O(s.queue,s.job)&&i.select(s.queue,s.job),s&&n&&i.controls.follow.set(s),t!==void 0&&i.show(t,{quiet:!0})}var fr="cubic-bezier(.3,.1,.2,1)",mr=120,gr=60,Ve=class{constructor(t,e,s){this.id=h("b"),this.name=h("span",{class:"q-name"}),this.tries=h("span",{class:"q-tri\
es"}),this.hint=h("i"),this.foot=h("span",{class:"q-foot"});let n=[this.id,this.name,this.tries,this.hint];this.element=y("q-token",()=>s(t,e),{data:{queue:t,job:e}},
...n)}update(t,{name:e,tries:s,hint:n,selected:o,kind:r}){m(this.id,f(t,18)),m(this.name,f(e,18)),m(this.tries,s),m(this.hint,n);let a=e?`, ${f(e,80)}`:"",l=`jo\
b ${f(t,80)}${a}${s?`, attempts ${s}`:""}`;this.element.title!==l&&(this.element.title=l),x(this.element,"kind",r);let c=String(o);L(this.element,"aria-pressed",
c)}showFoot(t){this.foot.className!==t&&(this.foot.className=t,delete this.foot.dataset.words),this.foot.parentNode!==this.element&&this.element.append(this.foot)}travel(t,e,s){
let n=Math.hypot(t,e),o=n>mr?-Math.min(36,n/10):0;for(let p of this.element.getAnimations())p.cancel();let r=this.element.closest(".q-box"),a=p=>{this.element.style.
zIndex=p,r&&(r.style.zIndex=p)};a(n>gr?"5":"");let l=`translate(${t*.45}px, ${e*.45+o}px) scale(${o?1.12:1})`,c=[`translate(${t}px, ${e}px)`,l,"none"].map(p=>({
transform:p})),d=this.element.animate(c,{duration:s,easing:fr});d.onfinish=d.oncancel=()=>a("")}appear(t){let e=[{transform:"scale(.4)",opacity:0},{transform:"s\
cale(1.1)",opacity:1},{transform:"none",opacity:1}];this.element.animate(e,{duration:t})}},be=class{constructor(t){this.onSelect=t,this.all=new Map,this.asked=new Map,
this.was=new Map,this.motion=matchMedia("(prefers-reduced-motion: reduce)")}begin(t){if(this.asked=new Map,this.was=new Map,!(!t||this.motion.matches))for(let[e,
{element:s}]of this.all)s.isConnected&&this.was.set(e,s.getBoundingClientRect())}take(t,e,s){let n=O(t,e);for(;this.asked.has(n);)n+=`
+`;let o=this.all.get(n)??new Ve(t,e,this.onSelect);return this.asked.set(n,o),o.update(e,s),o}of(t,e){let s=this.all.get(O(t,e));return s?.element.isConnected?
s:void 0}settle(t){if(this.all=this.asked,!this.was.size)return;let e=[];for(let[s,n]of this.all){let[o,r]=[this.was.get(s),n.element.getBoundingClientRect()];o?
Math.abs(o.left-r.left)+Math.abs(o.top-r.top)>1&&e.push([n,o.left-r.left,o.top-r.top]):n.appear(t)}for(let[s,n,o]of e)s.travel(n,o,t)}};var ji=700,wr=3,br=640,Ci=30,xr="qlab player: arrow keys step, space plays, N and B go to the next chapter and back, K shows all keys, C code, T the time axis, \
F follows a job, J goes to its next step, P asks, slash searches",ft=class{constructor(t,e,{step:s,view:n,axis:o,onStep:r,onView:a,onAnswer:l,onChange:c}={}){this.
data=new Ct(e),this.onStep=r??(()=>{}),this.onView=a??(()=>{}),this.onChange=c??(()=>{}),this.shows=n??"stage",this.selected="",this.index=-1,this.at=void 0,this.
order=[],this.tokens=new be((T,U)=>this.select(T,U)),this.keys=new we(this.data,this.tokens,()=>this.redraw());let d=(T,U)=>this.select(T,U);this.scene=new se(this.
keys.hooks,d,T=>this.chooseBox(T)),this.asking=new Pt(this,l??(()=>{})),this.quiz=this.asking.quiz,this.drawer=new Wt(()=>this.redraw(),this.asking.votes.element),
this.head=new de,this.controls=new ce(this.data,this,o??"steps"),this.playing=this.controls.playing;let p=h("div",{class:"q-scenery"},this.scene.element,this.drawer.
element),{top:g,told:b,live:w}=this.head,I=[g,this.controls.bar,b,this.controls.tools,p,this.keys.element,w];this.root=h("div",{class:"qlab-player",tabindex:"0",
role:"group","aria-label":xr},...I),x(this.root,"view",this.shows),this.root.addEventListener("keydown",T=>this.controls.key(T)),this.head.reserve(this.data),t.
replaceChildren(this.root),this.watch=new ResizeObserver(()=>this.measure()),this.watch.observe(this.root),this.measure(),this.show(s??Math.min(1,this.data.length),
{quiet:!0})}show(t,{quiet:e=!1,force:s=!1,at:n}={}){let o=Math.max(0,Math.min(Number(t)||0,this.data.length)),r=s?n??this.at:n;if(o===this.index&&r===this.at&&!s)
return;this.at=r;let a=Math.abs(o-this.index)<=wr&&o!==this.index;this.index=o,this.draw(a&&!s,this.playing.fast?ji/3:ji),e||this.onStep(o)}flow(t){this.at=this.
data.at(this.index)+Math.round(t);let e=this.pictureNow();this.head.tick(e),this.controls.updateTime(this.index,this.at),this.shows==="stage"?this.scene.flow(e,
this.shown()):this.drawKeys(e,this.shown(),!1,0,!0)}get pace(){return this.shows==="stage"?Ci:4*Ci}pictureNow(){return this.picture=new Nt(this.data,this.index,
this.selected,this.at,this.controls.track.byTime),this.picture}shown(){let t=this.controls.filters.wanted.queue,e=this.controls.follow.job?.queue,s=this.order.filter(
n=>!t||n===t||e!==void 0);return e===void 0?s:[...s].sort((n,o)=>+(o===e)-+(n===e))}measure(){x(this.root,"narrow",String(this.root.clientWidth>0&&this.root.clientWidth<
br))}redraw(){this.index>=0&&this.show(this.index,{quiet:!0,force:!0})}look(t){t!==this.shows&&(this.shows=t,x(this.root,"view",t),this.redraw(),this.onView(t))}select(t,e,s){
let n=O(t,e);this.selected=this.selected===n&&s===void 0?"":n,this.controls.follow.chosen(),this.onChange(),s===void 0||s===this.index?this.redraw():this.show(s)}chooseBox(t){
return this.quiz.asking?this.asking.guess(t):(this.keys.inspected=A(this.data.prefix,this.order[0]??"",t),this.look("keys"))}toggleCode(){let t=this.shows!=="st\
age"||this.drawer.tab!=="code";this.shows!=="stage"&&this.look("stage"),this.drawer.open(t?"code":"changes")}predict(t,e){this.asking.begin(t,e)}draw(t,e){let s=this.
pictureNow(),n=this.data.queuesAt(this.index),o=t&&n[0]===this.order[0];this.order=n;let r=this.shown(),a=Te(this.root);this.head.update(s),this.shows==="stage"?
this.drawScene(s,r,o?e:0):this.drawKeys(s,r,o,e),this.controls.update(this.index),Es(this.root,a)}drawScene(t,e,s){this.scene.animate(this.tokens.motion.matches?
0:s),this.scene.update(t,e),this.quiz.asking!==this.index+1&&(this.quiz.asking=0);let n=this.quiz.asking?this.quiz.question(this.quiz.asking):null,o=this.quiz.answers.
get(this.index)??null;return x(this.root,"asks",String(n!==null)),this.scene.markGuess(o&&!o.right?o.guess:""),this.drawer.judge(n?null:o),this.asking.votes.update(
n?.step??this.index),n?(this.head.ask(n),this.drawer.ask(n,r=>this.asking.guess(r))):this.drawer.update(t)}drawKeys(t,e,s,n,o){this.tokens.begin(s),this.keys.update(
t,e,o),this.tokens.settle(n)}search(t){x(this.root,"tools",t?"open":""),(t?this.controls.search.input:this.root).focus()}decode(...t){return C(...t).meaning}grow(t,e){
let s=this.data.grow(t);return s&&(this.controls.refresh(),this.head.reserve(this.data)),e!==void 0&&e!==this.index?this.show(e,{quiet:!0}):s&&this.redraw(),s}key(t){
this.controls.key(t)}get linked(){return Ii(this)}open(t){Ri(this,t)}get held(){return this.data.length}follows(t){return t.from<=this.data.length}destroy(){this.
controls.playing.stop(),this.asking.votes.stop(),this.watch.disconnect(),this.root.remove()}};var Ue={sign:"▀",css:"q-tick-first"},Je={sign:"▄",css:"q-tick-second"},xe=class{constructor(t,e){this.pair=t,this.playing=new pt({forward:()=>this.move(1),rewind:()=>this.
rewind(),gap:()=>this.gap(),flow:n=>t.flow(t.elapsedAt(t.index+1)-n),every:()=>t.pace,changed:()=>t.onChange()}),this.track=new dt(t,e),this.scales=new lt(n=>this.
setScale(n)),this.chapters=new at(()=>t.chapters,n=>t.show(n)),this.first=W("first","The beginning (Home)",()=>t.show(0)),this.back=W("back","Back (←)",()=>this.
move(-1)),this.forward=W("forward","Forward (→)",()=>this.move(1)),this.last=W("last","The end (End)",()=>t.show(t.length)),this.clock=h("span",{class:"q-cloc\
k"}),this.counter=h("span",{class:"q-counter"});let s={input:()=>t.show(this.track.indexAt(Number(this.range.value)))};this.range=h("input",{type:"range",min:0,
step:1,"aria-label":"step",class:"q-range",on:s}),this.ticks=h("div",{class:"q-ticks","aria-hidden":"true"}),this.legend=h("div",{class:"q-legend"}),this.views=
new ut(t),this.bar=this.makeBar(),this.refresh()}makeBar(){let t=h("span",{class:"q-pair-time"},this.clock,this.counter),s=[...[this.first,this.back,this.playing.
button,this.forward,this.last],this.playing.speed,this.views.element],n=h("div",{class:"q-rail"},this.ticks,this.range);n.append(new ct(n,a=>this.tell(a)).element);
let o=h("div",{class:"q-under"},this.legend,this.scales.element,this.chapters.element);return h("div",{class:"q-controls",role:"group","aria-label":"controls"},
t,h("div",{class:"q-buttons"},...s),h("div",{class:"q-slide"},n,o))}refresh(){let{places:t,names:e}=this.pair;this.range.max=String(this.track.end);let s=l=>(1e3*
this.track.shareOf(l)).toFixed(1),n=(l,c)=>t.map((d,p)=>this.pair.moves(l,p)?`M${s(p)} ${c}`:""),o=[E("path",{class:Ue.css,d:n(0,"0V7").join("")}),E("path",{class:Je.
css,d:n(1,"9V16").join("")})];this.ticks.replaceChildren(E("svg",{viewBox:"0 0 1000 16",preserveAspectRatio:"none"},...o));let[r,a]=[Ue,Je].map(({sign:l,css:c})=>h(
"b",{class:c},l));this.legend.replaceChildren(r??"",` ${e[0]}   `,a??"",` ${e[1]}`),this.chapters.refresh(),this.scales.update(this.track.scale)}tell(t){let e=this.
track.indexAt(t*this.track.end),s=[Ue,Je].flatMap((o,r)=>this.pair.moves(r,e)?[{...o,words:this.pair.names[r]??""}]:[]);return[{sign:"",css:"",words:`${v(e)} of\
 ${v(this.pair.length)}, ${D(this.pair.elapsedAt(e))}`},...s]}setScale(t){t!==this.track.scale&&(this.track.scale=t,this.refresh(),this.pair.show(this.pair.index,
{quiet:!0,force:!0}),this.pair.onChange())}gap(){let{index:t,length:e}=this.pair;return!this.track.byTime||t>=e?0:this.pair.elapsedAt(t+1)-this.pair.time}move(t){
let e=this.pair.index+t;return e<0||e>this.pair.length?!1:(this.pair.show(e),!0)}rewind(){this.pair.index>=this.pair.length&&this.pair.show(0)}update(t,e){this.
views.update(),this.chapters.update(t),this.updateTime(t,e),L(this.range,"aria-valuetext",`${D(e)}, ${t} of ${this.pair.length}`),this.back.disabled=this.first.
disabled=t<=0,this.forward.disabled=this.last.disabled=t>=this.pair.length,m(this.counter,`${v(t)} of ${v(this.pair.length)}`)}updateTime(t,e){m(this.clock,D(e)),
this.range.value=String(this.track.byTime?Math.round(e):t)}key(t){let e=ae(t,s=>this.acts[s.length===1?s.toLowerCase():s]);t.ctrlKey||t.metaKey||t.altKey||(t.stopPropagation(),
e&&(t.preventDefault(),e()))}acts={...re(this),n:()=>this.chapters.jump(this.pair.index,1),b:()=>this.chapters.jump(this.pair.index,-1),t:()=>this.setScale(this.
track.byTime?"steps":"time"),c:()=>this.pair.toggleCode()}};var yr="qlab player of two recordings: arrow keys step both, space plays, N and B go to chapters, K shows all keys",ye=class{constructor(t,e,{step:s,view:n,axis:o,
onStep:r,onView:a,onChange:l}={}){this.places=e.places,this.names=e.names,this.onStep=r??(()=>{}),this.onView=a??(()=>{}),this.onChange=l??(()=>{}),this.shows=n??
"stage",this.index=-1,this.time=0;let c=e.tracks.map(()=>h("div",{class:"q-half-slot"}));this.notes=e.tracks.map(()=>h("small",{})),this.halves=e.tracks.map((b,w)=>this.
half(c[w]??t,b,e.names[w]??"")),this.chapters=this.findChapters(),this.controls=new xe(this,o??"steps");let d=c.map((b,w)=>this.section(b,w)),p=h("div",{class:"\
q-halves"},...d),g={class:"qlab-player q-pair",tabindex:"0",role:"group","aria-label":yr};this.root=h("div",g,p,this.controls.bar),x(this.root,"shows",this.shows),
this.root.addEventListener("keydown",b=>this.controls.key(b),{capture:!0}),t.replaceChildren(this.root),this.show(s??Math.min(1,this.length),{quiet:!0})}half(t,e,s){
let n=new ft(t,e,{step:0,view:this.shows,onView:o=>this.look(o)});return n.root.removeAttribute("tabindex"),n.root.setAttribute("aria-label",s),n.drawer.element.
setAttribute("aria-label",`the difference: ${s}`),n}section(t,e){let s=h("h2",{class:"q-half-name"},this.names[e]??""," ",this.notes[e]);return h("div",{class:"\
q-half",role:"group","aria-label":this.names[e]??""},s,t)}get length(){return this.places.length-1}get held(){return this.halves.map(t=>t.data.length)}elapsedAt(t){
let e=this.places[t]??[];return Math.max(...this.halves.map(({data:s},n)=>s.elapsedAt(e[n]??0)))}moves(t,e){return e>0&&this.places[e]?.[t]!==this.places[e-1]?.[t]}findChapters(){
return this.places.flatMap((t,e)=>t.flatMap((s,n)=>{let{data:o}=this.halves[n];return(this.moves(n,e)?o.chapters.filter(({step:a})=>a===s):[]).map(({title:a})=>({
step:e,title:`${a}, ${this.names[n]??""}`}))}))}show(t,{quiet:e=!1,force:s=!1}={}){let n=Math.max(0,Math.min(Number(t)||0,this.length));if(n===this.index&&!s)return;
this.index=n;let o=this.elapsedAt(n);this.time=o,this.halves.forEach((r,a)=>{this.showHalf(r,a,o)}),this.controls.update(n,o),e||this.onStep(n)}flow(t){this.time=
t;for(let e of this.halves)e.flow(e.data.start+t-e.data.at(e.index));this.controls.updateTime(this.index,t)}get pace(){return Math.max(...this.halves.map(t=>t.pace))}showHalf(t,e,s){
let[n,o]=[this.places[this.index]?.[e]??0,this.places[this.index-1]?.[e]],r=n===o||this.index===0;t.playing=this.controls.playing,t.controls.track.scale=this.controls.
track.scale,t.show(n,{quiet:!0,force:n===t.index,at:t.data.start+s});let a=`step ${v(n)} of ${v(t.data.length)}`;m(this.notes[e]??t.root,r&&this.index?`${a}, no\
thing new`:a),x(t.root,"still",String(r))}look(t){if(t!==this.shows){this.shows=t,x(this.root,"shows",t);for(let e of this.halves)e.look(t);this.controls.update(
this.index,this.elapsedAt(this.index)),this.onView(t)}}toggleCode(){for(let t of this.halves)t.toggleCode()}get linked(){let{playing:t,track:e}=this.controls;return{
step:this.index,view:this.shows,speed:t.rate,axis:e.scale}}open({step:t,view:e,speed:s,axis:n}){e&&this.look(e),n&&this.controls.setScale(n),s&&this.controls.playing.
setRate(s),t!==void 0&&this.show(t,{quiet:!0})}key(t){this.controls.key(t)}predict(){}grow(t,e){let s=this.halves.map((n,o)=>{let r=t.tracks[o];return r?n.grow(
r):!1});return this.places=t.places,this.chapters=this.findChapters(),this.controls.refresh(),this.show(e??this.index,{quiet:!0,force:s.some(Boolean)}),s.some(Boolean)}follows(t){
return t.tracks.every((e,s)=>e.from<=(this.held[s]??0))}destroy(){this.controls.playing.stop();for(let t of this.halves)t.destroy();this.root.remove()}};var Di=(i,t,e)=>"tracks"in t?new ye(i,t,e):new ft(i,t,e);var _i=1e4,vr=Di;function kr({model:i,el:t}){let e=p=>{i.set("step",p),i.save_changes()},s=p=>{i.set("view",p),i.save_changes()},n=p=>{i.set("answers",p),i.save_changes()},
o={step:i.get("step"),view:i.get("view"),onStep:e,onView:s,onAnswer:n},r=vr(t,JSON.parse(i.get("data")),o),a="asking"in r?qr(r,i):()=>{};i.get("predict")&&r.predict(
!0,i.get("questions"));let l=()=>r.show(i.get("step"),{quiet:!0}),c=()=>r.look(i.get("view")),d=Er(r,i);return i.on("change:step",l),i.on("change:view",c),i.on(
"msg:custom",d),()=>{i.off("change:step",l),i.off("change:view",c),i.off("msg:custom",d),a(),r.destroy()}}function qr({asking:i},t){if(!t.get("in_class"))return()=>{};
let e=()=>i.votes.show(t.get("votes"));return i.votes.connect((s,n)=>t.send({class:s,step:n})),t.on("change:votes",e),()=>t.off("change:votes",e)}function Er(i,t){
let e=-_i,s=()=>{performance.now()-e<_i||(e=performance.now(),t.send({after:i.held}))};return s(),n=>{if(!("steps"in n||"tracks"in n))return;let o=n;i.follows(o)?
i.grow(o,n.show??void 0):s()}}var Ap={render:kr};export{Ap as default,vr as mount};
