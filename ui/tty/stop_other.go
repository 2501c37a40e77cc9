//go:build !unix

package tty

import tea "charm.land/bubbletea/v2"

// Stoppable lets everything through: where there are no jobs, nothing is
// suspended.
func Stoppable(_ tea.Model, msg tea.Msg) tea.Msg { return msg }
