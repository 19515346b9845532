//go:build !upgradetest

package app

// upgrades lists the upgrades that this binary can carry out. A new chain has none.
func (app *App) upgrades() []Upgrade { return nil }
