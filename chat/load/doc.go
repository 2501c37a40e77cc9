// Package load measures a hub from outside, by its protocol alone: many
// members over real websockets, a receipt storm, a fan-out. It works against
// any hub that speaks the protocol.
//
// What it costs itself is part of what it measures: it reads frames with as
// little work as it can, and decodes only what the sender is told.
package load
