package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// screenless are packages of which nothing runs in a program that draws a screen.
var screenless = []string{"chat/load", "chat/log/logtest", "chat/socket/sockettest", "docs/pictures"}

// TestEveryGoroutineIsGuarded: what a goroutine or a timer starts with begins
// with "defer crash.Guard()", so that its panic leaves no broken terminal behind.
func TestEveryGoroutineIsGuarded(t *testing.T) {
	starts := 0
	for dir, files := range parseTree(t) {
		decls := map[string][]*ast.FuncDecl{}
		for _, f := range files {
			for _, d := range f.file.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Type.Results.NumFields() == 0 { // what has results is called, not started
					decls[fn.Name.Name] = append(decls[fn.Name.Name], fn)
				}
			}
		}
		if slices.Contains(screenless, dir) {
			continue
		}
		for _, f := range files {
			ast.Inspect(f.file, func(n ast.Node) bool {
				started := startedBy(n)
				if started == nil {
					return true
				}
				starts++
				if why := unguarded(started, decls); why != "" {
					t.Errorf("%s: %s", f.fset.Position(n.Pos()), why)
				}
				return true
			})
		}
	}
	if starts < 20 {
		t.Errorf("only %d goroutines found", starts)
	}
}

// startedBy returns what a node starts on a goroutine, nil when it starts nothing.
func startedBy(n ast.Node) ast.Expr {
	switch n := n.(type) {
	case *ast.GoStmt:
		return n.Call.Fun
	case *ast.CallExpr:
		called, ok := n.Fun.(*ast.SelectorExpr)
		switch {
		case ok && called.Sel.Name == "Go" && len(n.Args) == 1:
			if _, call := n.Args[0].(*ast.CallExpr); !call { // of a group of goroutines
				return n.Args[0]
			}
		case ok && called.Sel.Name == "AfterFunc":
			return n.Args[len(n.Args)-1]
		}
	}
	return nil
}

// unguarded says what is wrong with what a goroutine starts with.
func unguarded(started ast.Expr, decls map[string][]*ast.FuncDecl) string {
	name := ""
	switch f := started.(type) {
	case *ast.FuncLit:
		if !guards(f.Body) {
			return "does not begin with defer crash.Guard()"
		}
		return ""
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
	}
	if len(decls[name]) == 0 {
		return fmt.Sprintf("%q is none of this package's: start a function that begins with defer crash.Guard()", name)
	}
	for _, d := range decls[name] { // which of them it is, its types would have to say
		if !guards(d.Body) {
			return name + " does not begin with defer crash.Guard()"
		}
	}
	return ""
}

// guards reports whether a function begins as it should.
func guards(body *ast.BlockStmt) bool {
	if len(body.List) == 0 {
		return false
	}
	first, ok := body.List[0].(*ast.DeferStmt)
	if !ok {
		return false
	}
	f, ok := first.Call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	pkg, ok := f.X.(*ast.Ident)
	return ok && pkg.Name == "crash" && f.Sel.Name == "Guard"
}

// A source is one parsed file.
type source struct {
	fset *token.FileSet
	file *ast.File
}

// parseTree returns the files of the program, without tests, by their directory.
func parseTree(t *testing.T) map[string][]source {
	t.Helper()
	fset, all := token.NewFileSet(), map[string][]source{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "node_modules"):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		f, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		dir := filepath.ToSlash(filepath.Dir(path))
		all[dir] = append(all[dir], source{fset, f})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
