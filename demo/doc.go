// Package demo shows the receipt flow live: an embedded hub with a temporary
// store, several people's screens side by side in one terminal, and simulated
// people that talk, ask and read. Nothing is faked: everyone is the real client
// on a real websocket, and every seat the real user interface.
package demo
