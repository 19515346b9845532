package examples

import (
	"embed"
	"io/fs"
)

//go:embed thermostat
var thermostat embed.FS

// Thermostat is the folder of the example loops and of the scenarios of agijobsd thermostat simulate.
func Thermostat() (fs.FS, error) { return fs.Sub(thermostat, "thermostat") }
