package allowlist

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// maxDefects is how many defects are told: more say that the file is another than was meant.
const maxDefects = 100

// Defects are what is wrong with the lines of a file. It is an error that names each of the first of them.
type Defects struct {
	list  []defect
	count int
}

type defect struct {
	line uint32
	text string
}

func (d *Defects) add(line uint32, text string) {
	d.count++
	if len(d.list) < maxDefects {
		d.list = append(d.list, defect{line, text})
	}
}

// err returns the defects in order of line, or nil if there is none.
func (d *Defects) err() error {
	if d.count == 0 {
		return nil
	}
	slices.SortFunc(d.list, func(a, b defect) int { return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.text, b.text)) })
	return d
}

// Error lists the defects, one a line.
func (d *Defects) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d defects; nothing was written", d.count)
	for _, one := range d.list {
		fmt.Fprintf(&b, "\nline %d: %s", one.line, one.text)
	}
	if more := d.count - len(d.list); more > 0 {
		fmt.Fprintf(&b, "\nand %d more", more)
	}
	return b.String()
}
