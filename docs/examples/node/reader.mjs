// A client of the seenby protocol: node reader.mjs HUB [GROUP TEXT], with the token in SEENBY_TOKEN.
import { randomUUID } from 'node:crypto'
import WebSocket from 'ws'

const [hub, group, text] = process.argv.slice(2)
const token = process.env.SEENBY_TOKEN
if (!hub || !token) {
  console.error('usage: SEENBY_TOKEN=… node reader.mjs ws://HOST:PORT/v1/ws [GROUP TEXT]')
  process.exit(2)
}

const device = randomUUID() // a hub holds one connection for each
const cursors = {} // of each group, the last one processed
const counts = new Map() // of own messages that ask: messageUId -> {readCount, totalCount, version}
const waiting = new Map() // calls without a reply: id -> {op, params, done}
let socket, me, online = false, lastId = 0, pause = 250

// call makes a call. What has no reply when the connection is cut is made again: answers and
// messages (by their clientMsgId) count once, however often they are sent.
function call(op, params, done = () => {}) {
  const id = ++lastId
  waiting.set(id, { op, params, done })
  if (online || op === 'connect') socket.send(JSON.stringify({ id, op, ...params }))
}

function connect() {
  const resuming = Object.keys(cursors).length > 0
  socket = new WebSocket(hub, 'seenby.v1')
  socket.on('error', (e) => console.error(`cannot connect: ${e.message}`))
  socket.on('open', () => call('connect', { token, device, cursors }, (reply) => {
    me = reply.userId
    for (const g of reply.groups) {
      if (g.reset) console.log(`reset ${g.targetId}: what was said meanwhile is in the history`)
      if (g.reset || !cursors[g.targetId]) cursors[g.targetId] = g.cursor
    }
    console.log(`${resuming ? 'resumed' : 'connected'} as ${me}`)
    online = true
    pause = 250
    for (const [id, c] of waiting) socket.send(JSON.stringify({ id, op: c.op, ...c.params }))
  }))
  socket.on('message', (data) => {
    const frame = JSON.parse(data)
    if (frame.event) return hear(frame)
    const c = waiting.get(frame.id)
    waiting.delete(frame.id)
    if (frame.code === 0) c?.done(frame)
    else console.error(`${c?.op} was refused: ${frame.code} ${safe(frame.error)}`)
  })
  socket.on('close', (code) => {
    online = false
    for (const [id, c] of waiting) if (c.op === 'connect') waiting.delete(id)
    if (code === 4401 || code === 4409) process.exit(1) // another try would not help
    console.log('cut')
    setTimeout(connect, pause)
    pause = Math.min(2 * pause, 30_000)
  })
}

// hear processes an event. Those that it does not know are ignored, but for their cursor.
function hear(e) {
  const target = e.targetId ?? e.message?.targetId ?? e.group?.targetId
  switch (e.event) {
    case 'onMessage':
      read(e.message)
      break
    case 'onMessageReceiptRequest': // for a message that came without asking
      if (!e.own && !e.hasRespond) answer(e)
      break
    case 'onMessageReceiptResponse':
      count(e)
      break
    case 'onClosing':
      pause = e.retryAfter ?? pause
  }
  if (e.cursor && target) cursors[target] = e.cursor
}

function read(m) {
  console.log(`message ${m.targetId} ${m.seq} ${m.senderUserId}: ${safe(m.text)}`)
  const info = m.readReceiptInfo
  if (!info) return
  if (m.senderUserId !== me) {
    if (!info.hasRespond) answer(m)
  } else if (info.totalCount !== undefined) show(m.messageUId, info)
}

function answer({ targetId, messageUId }) {
  call('sendReadReceiptResponse', { targetId, messageList: [{ messageUId, readTime: Date.now() }] },
    (reply) => { if (!reply.ignored) console.log(`answered ${messageUId}`) })
}

// count applies an update if it is the next one, and else asks for the state.
function count(e) {
  const version = counts.get(e.messageUId)?.version
  if (e.version === version + 1) show(e.messageUId, e)
  else if (!(e.version <= version)) {
    call('getReadReceipt', { targetId: e.targetId, messageUId: e.messageUId }, (state) => show(e.messageUId, state))
  }
}

function show(messageUId, { readCount, totalCount, version }) {
  if (version <= counts.get(messageUId)?.version) return // never back
  counts.set(messageUId, { readCount, totalCount, version })
  console.log(`count ${messageUId} ${readCount}/${totalCount}`)
}

// safe leaves out what a terminal would obey.
const safe = (s) => s.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ')

connect()
if (group && text) call('sendMessage', { targetId: group, clientMsgId: randomUUID(), text, needReceipt: true }, (r) => console.log(`sent ${r.messageUId}`))
