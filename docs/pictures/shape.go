package main

import (
	"fmt"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// Lines and blocks are drawn, not written: fonts leave gaps between them.

// arms are the parts of a line from the middle of a cell: left, right, up, down.
type arms struct{ left, right, up, down bool }

var lineShapes = map[string]arms{
	"─": {left: true, right: true}, "│": {up: true, down: true}, "┼": {true, true, true, true},
	"━": {left: true, right: true}, "┃": {up: true, down: true},
	"┏": {right: true, down: true}, "┓": {left: true, down: true}, "┗": {right: true, up: true}, "┛": {left: true, up: true},
	"├": {right: true, up: true, down: true}, "┤": {left: true, up: true, down: true},
}

// corners are round: from which side to which.
var corners = map[string][2]int{"╭": {1, 1}, "╮": {-1, 1}, "╰": {1, -1}, "╯": {-1, -1}}

// blocks are the part of the cell's width that is filled, in eighths.
var blocks = map[string]float64{"▏": 1, "▎": 2, "▍": 3, "▌": 4, "▋": 5, "▊": 6, "▉": 7, "█": 8}

// shapeOf returns the path of a sign at x, empty for one that is text.
func shapeOf(sign string, x float64) string {
	mx, my := x+cellWidth/2, cellHeight/2
	if eighths, ok := blocks[sign]; ok {
		return fmt.Sprintf("M%s 0h%sv%sh-%sz", number(x), number(cellWidth*eighths/8), number(cellHeight), number(cellWidth*eighths/8))
	}
	if c, ok := corners[sign]; ok {
		ex, ey := mx+float64(c[0])*cellWidth/2, my+float64(c[1])*cellHeight/2
		return fmt.Sprintf("M%s %sQ%s %s %s %s", number(mx), number(ey), number(mx), number(my), number(ex), number(my))
	}
	a, ok := lineShapes[sign]
	if !ok {
		return ""
	}
	var b strings.Builder
	left, right, top, bottom := mx, mx, my, my
	if a.left {
		left = x
	}
	if a.right {
		right = x + cellWidth
	}
	if a.up {
		top = 0
	}
	if a.down {
		bottom = cellHeight
	}
	if left != right {
		fmt.Fprintf(&b, "M%s %sH%s", number(left), number(my), number(right))
	}
	if top != bottom {
		fmt.Fprintf(&b, "M%s %sV%s", number(mx), number(top), number(bottom))
	}
	return b.String()
}

// strokeRule is how a shape is drawn: blocks are filled, lines are stroked.
func strokeRule(sign string, style uv.Style) string {
	c := foreground(style)
	if _, ok := blocks[sign]; ok {
		return "fill:" + c
	}
	weight := "1.2"
	if strings.Contains("━┃┏┓┗┛", sign) {
		weight = "2.6"
	}
	return "fill:none;stroke:" + c + ";stroke-width:" + weight
}
