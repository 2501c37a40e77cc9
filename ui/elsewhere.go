package ui

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/tty"
)

// While the program is suspended, or an editor has the terminal, nothing of the
// timeline can be seen. The terminal tells no focus meanwhile either, so what
// was known of it may be wrong afterwards: the program stays hidden, and nothing
// is read, until the user does something here or the terminal tells its focus
// (receipts.md, What counts as read).

// leave says that something else has the terminal.
func (m *Model) leave() {
	m.hidden = true
	m.stale(partStatus)
}

// here says that the user, or the terminal, has shown that this is on screen.
func (m *Model) here() {
	if m.hidden || m.proof.unseen {
		m.hidden, m.proof.unseen = false, false
		m.stale(partStatus)
	}
}

// wake looks whether the machine has slept. Nobody saw the screen then, and
// whoever wakes it need not be here: a machine may wake by itself, with its lid
// shut.
func (m *Model) wake() tea.Cmd {
	now := m.o.Now()
	if !m.waking.Slept(now, m.o.Wall()) {
		return nil
	}
	m.sight.Slept(now)
	m.leave()
	if m.proof.running {
		return m.unproved()
	}
	return nil
}

// suspend stops the program until the shell takes it back to the front.
func (m *Model) suspend() tea.Cmd {
	m.leave()
	m.saveDraft()
	return tty.Suspend(func(err error) tea.Msg { return SelfMsg{m, resumed{err}} })
}

// onResumed comes back from it: somebody has just brought the program to the
// front of this terminal, or pressed a key that could not do that.
func (m *Model) onResumed(after resumed) tea.Cmd {
	m.here()
	m.sight.Interact(m.o.Now())
	m.stale(partAll)
	if after.err != nil {
		return tea.Batch(m.present(), m.warn(cell.Line(m.o.Words.Notice.NotSuspended)))
	}
	return m.present()
}

// What the way to a shell, or through an editor, yields.
type (
	resumed     struct{ err error } // the error is why there was no such way
	editorReady struct {
		group chat.GroupID
		dir   string
		err   error
	}
	editorDone struct {
		group chat.GroupID
		text  string
		err   error
	}
)

// editorFile is what the text is called while an editor has it.
const editorFile = "message.md"

// openEditor hands what is written to an editor.
func (m *Model) openEditor() tea.Cmd {
	group, text := m.open.info.ID, m.composer.Text()
	return func() tea.Msg {
		dir, err := lay(text)
		return SelfMsg{m, editorReady{group, dir, err}}
	}
}

// lay puts a text into a file that nobody else can read, in a directory of its
// own.
func lay(text string) (dir string, err error) {
	if dir, err = os.MkdirTemp("", "seenby-"); err != nil {
		return "", fmt.Errorf("make a place for the text: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, editorFile), []byte(text), 0o600); err != nil {
		_ = os.RemoveAll(dir)
		return "", fmt.Errorf("write the text: %w", err)
	}
	return dir, nil
}

// onEditorReady gives the terminal to the editor.
func (m *Model) onEditorReady(ready editorReady) tea.Cmd {
	if ready.err != nil {
		return m.editorFailed(ready.err)
	}
	m.leave()
	path := filepath.Join(ready.dir, editorFile)
	args := m.o.Settings.Editor
	cmd := exec.CommandContext(context.Background(), args[0], append(args[1:len(args):len(args)], path)...)
	return tty.Lend(cmd, func(err error) tea.Msg {
		done := editorDone{group: ready.group, err: err}
		if err == nil {
			var text []byte
			text, done.err = os.ReadFile(path)
			done.text = strings.TrimRight(string(text), "\r\n")
		}
		_ = os.RemoveAll(ready.dir) // what was written is in the composer
		return SelfMsg{m, done}
	})
}

// onEditorDone takes what was written. After an editor that failed, the text
// stays as it was.
func (m *Model) onEditorDone(done editorDone) tea.Cmd {
	switch {
	case done.err != nil:
		return m.editorFailed(done.err)
	case done.group != m.Group():
		m.o.Chat.SaveDraft(done.group, cell.Clean(done.text).String())
		return nil
	}
	m.composer.Set(done.text)
	if len(done.text) > chat.MaxText {
		return tea.Batch(m.wrote(), m.tooLong(len(done.text)))
	}
	return m.wrote()
}

func (m *Model) editorFailed(err error) tea.Cmd {
	return m.warn(cell.Fill(cell.Line(m.o.Words.Notice.EditorFailed), cell.Line(err.Error())))
}

// tooLong says that a text has too many bytes.
func (m *Model) tooLong(bytes int) tea.Cmd {
	return m.warn(cell.Fill(cell.Line(m.o.Words.Composer.TooLong), cell.Number(bytes), cell.Number(chat.MaxText)))
}

// editor returns the command that the environment names for editing texts.
func editor() []string {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if words := strings.Fields(os.Getenv(name)); len(words) > 0 {
			return words
		}
	}
	return []string{"vi"}
}
