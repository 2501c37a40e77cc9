// Package timeline is the list of a group's messages as it stands on screen.
//
// The list is anchored at the bottom: it knows which row stands at the lower
// edge and draws upwards from there, only what is visible, so an added message
// costs the same at a thousand rows and at a hundred thousand. While the user
// has scrolled up, the anchor is a row, and nothing that arrives moves it.
//
// A drawn row is kept and used again while nothing that it depends on has
// changed: its version, the width, the look, and its place among its
// neighbours.
//
// The columns of a line are fixed. Column 0 belongs to the selection, column 1
// to the gutter, and content begins in column 3: what people write can never
// stand where names, marks and system lines stand.
package timeline
