package ui

import (
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"seenby/ui/cell"
)

// Update takes one message. It does no I/O and never blocks.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	woke := m.wake()
	cmd := m.route(msg)
	m.tryTheme()
	return m, tea.Batch(woke, cmd, m.settle())
}

// route hands a message to the handler of its topic.
func (m *Model) route(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case NewsMsg:
		return m.onNews(msg)
	case SelfMsg:
		if msg.to == m {
			return m.onSelf(msg.what)
		}
	case tea.KeyPressMsg:
		m.interact()
		return tea.Batch(m.onKey(msg), m.present())
	case tea.PasteMsg:
		m.interact()
		return tea.Batch(m.onPaste(msg.Content), m.present())
	case tea.MouseClickMsg:
		m.interact()
		return tea.Batch(m.onClick(msg), m.present())
	case tea.MouseWheelMsg:
		m.interact()
		m.onWheel(msg)
		return m.present()
	case tea.FocusMsg:
		m.onFocus(true)
		if m.looks.follow { // it may have changed meanwhile
			return tea.RequestBackgroundColor
		}
	case tea.BlurMsg:
		m.onFocus(false)
	case tea.WindowSizeMsg:
		m.width, m.height = max(msg.Width, 0), max(msg.Height, 0)
		m.stale(partAll)
	case tea.ModeReportMsg:
		if Graphemes(msg) && m.rule != cell.Grapheme {
			m.rule = cell.Grapheme
			m.restyle()
		}
	case uv.PrimaryDeviceAttributesEvent:
		return m.onEcho(msg)
	case tea.KeyboardEnhancementsMsg:
		if can := msg.SupportsKeyDisambiguation(); can != m.enhanced {
			m.enhanced = can
			m.nameKeys()
			m.restyle()
		}
	case tea.BackgroundColorMsg:
		m.onBackground(!msg.IsDark())
	case tea.ColorProfileMsg:
		m.onColours(msg.Profile)
	case ThemesMsg:
		return m.onThemes(msg)
	case WearMsg:
		m.wear(string(msg))
	case ShowMsg:
		return m.onShow(msg)
	case QuitMsg:
		if msg.From == m {
			return tea.Quit
		}
	}
	return nil
}

// interact says that the user did something here.
func (m *Model) interact() {
	m.here()
	m.sight.Interact(m.o.Now())
}

// onSelf takes what a command of this model yielded.
func (m *Model) onSelf(what any) tea.Cmd {
	switch what := what.(type) {
	case historyLoaded:
		m.onHistory(what)
	case surveyed:
		return m.onSurveyed(what)
	case themeSaved:
		return m.onThemeSaved(what)
	case membersLoaded:
		return m.onMembers(what)
	case groupAsked:
		return m.onGroupAsked(what)
	case readersDue:
		return m.onReadersDue(what)
	case readersLoaded:
		m.onReaders(what)
	case sightDue:
		m.onSightDue(what)
	case presenceDue:
		return m.onPresenceDue()
	case noticeDue:
		m.onNoticeDue(what)
	case typingDue:
		m.onTypingDue()
	case searchDue:
		return m.onSearchDue(what)
	case searched:
		return m.onSearched(what)
	case callDue:
		return m.onCallDue(what)
	case resumed:
		return m.onResumed(what)
	case editorReady:
		return m.onEditorReady(what)
	case editorDone:
		return m.onEditorDone(what)
	case draftDue:
		m.onDraftDue(what)
	case waitingDue:
		return m.onWaitingDue(what)
	case waitingLoaded:
		return m.onWaiting(what)
	case missingLoaded:
		return m.onMissing(what)
	case newLoaded:
		return m.onNewLoaded(what)
	case aroundLoaded:
		return m.onAround(what)
	case proofSeen:
		return m.onProofSeen(what)
	case proofLate:
		return m.onProofLate(what)
	case proofAgain:
		return m.onProofAgain(what)
	case fileSaved:
		return m.onSaved(what)
	}
	return nil
}
