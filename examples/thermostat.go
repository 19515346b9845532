package examples

import (
	"embed"
	"io/fs"
)

//go:embed thermostat
var thermostat embed.FS

// Thermostat are the example loops and scenarios of agijobsd thermostat simulate.
func Thermostat() (fs.FS, error) { return fs.Sub(thermostat, "thermostat") }
