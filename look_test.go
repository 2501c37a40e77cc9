package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/ui"
)

func TestThemesAreWatched(t *testing.T) {
	dir := themeDir(filepath.Join(t.TempDir(), "themes"))
	if themes, err := dir.read(); len(themes) != 0 || err != nil {
		t.Fatalf("without a directory: %v, %v", themes, err)
	}
	if err := os.Mkdir(string(dir), 0o700); err != nil {
		t.Fatal(err)
	}
	write := func(source string) {
		if err := os.WriteFile(dir.file("mine"), []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		told := make(chan ui.ThemesMsg, 10)
		done := make(chan struct{})
		go func() {
			defer close(done)
			dir.watch(ctx, func(m tea.Msg) { told <- m.(ui.ThemesMsg) })
		}()
		synctest.Wait()
		write("base = \"light\"\n")
		if m := <-told; len(m.Themes) != 1 || m.Themes[0].Name != "mine" || m.Trouble != "" {
			t.Errorf("told %+v", m)
		}
		write("base = \"none of them\"\n")
		if m := <-told; len(m.Themes) != 0 || !strings.Contains(m.Trouble, "mine.toml:1: unknown theme") {
			t.Errorf("told %+v", m)
		}
		time.Sleep(10 * time.Second) // of the bubble: nothing changes, nothing is told
		synctest.Wait()
		if len(told) != 0 {
			t.Errorf("told again: %+v", <-told)
		}
		stop()
		<-done
	})
}
