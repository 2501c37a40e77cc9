// Package ui is the terminal user interface: one [Model] for Bubble Tea that
// shows groups, a timeline, a composer and panels, and that decides by
// receipts.Sight what counts as read.
//
// The model is the root and owned by the event loop. Its parts (packages
// timeline, composer and panel) are plain values with methods; overlays are a
// stack. Update does no I/O and never blocks: what it wants of the hub it
// queues on [Chat], and what it wants to know it asks in a command with a
// deadline. News come in as [NewsMsg], sent by exactly one [Bridge].
//
// A model draws into the size that it was told, so several can stand side by
// side in one program: see [Model.Frame], [SelfMsg] and [QuitMsg].
//
// Everything that other people wrote passes package cell before it is measured,
// wrapped, styled or shown.
package ui
