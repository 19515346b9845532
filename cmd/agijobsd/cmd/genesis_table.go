package cmd

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// maxLineErrors are shown of a file: who has mixed up a column wants to see that, and not each of a million lines.
const maxLineErrors = 20

// row is one line of a CSV file: its number, and its fields by the header's names.
type row struct {
	line   int
	fields map[string]string
}

// get returns a field without the blanks around it; a column that the file has not is empty.
func (r row) get(column string) string { return strings.TrimSpace(r.fields[column]) }

// readRows reads a CSV file line by line and hands each row over. The first line names the columns, in any order; the first of columns must
// be there. Lines that begin with # are left out. It goes on after a bad line, and returns what is wrong with each.
func readRows(in io.Reader, columns []string, use func(row) error) (rows int, err error) {
	r := csv.NewReader(in)
	r.Comment, r.ReuseRecord = '#', true
	first, err := r.Read()
	if errors.Is(err, io.EOF) {
		return 0, fmt.Errorf("the file is empty; its first line names the columns: %s", strings.Join(columns, ","))
	}
	if err != nil {
		return 0, err
	}
	header, err := readHeader(first, columns)
	if err != nil {
		return 0, err
	}
	var bad []error
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		// What is no field count is a broken quote: from there on nobody knows where a line begins.
		if err != nil && !errors.Is(err, csv.ErrFieldCount) {
			bad = append(bad, err)
			break
		}
		line, _ := r.FieldPos(0)
		if err != nil {
			err = fmt.Errorf("%d fields; the header has %d", len(record), len(header))
		} else {
			fields := make(map[string]string, len(header))
			for i, name := range header {
				fields[name] = record[i]
			}
			rows++
			err = use(row{line, fields})
		}
		if err != nil {
			bad = append(bad, fmt.Errorf("line %d: %w", line, err))
		}
		if len(bad) == maxLineErrors {
			bad = append(bad, fmt.Errorf("not read further after %d bad lines", maxLineErrors))
			break
		}
	}
	if len(bad) == 0 && rows == 0 {
		return 0, errors.New("the file has a header only")
	}
	return rows, errors.Join(bad...)
}

func readHeader(record, columns []string) ([]string, error) {
	var header []string
	for _, name := range record {
		name = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff"))) // spreadsheets begin files with a mark
		if !slices.Contains(columns, name) {
			return nil, fmt.Errorf("line 1: no column %q; choose of %s", name, strings.Join(columns, ","))
		}
		if slices.Contains(header, name) {
			return nil, fmt.Errorf("line 1: column %q comes twice", name)
		}
		header = append(header, name)
	}
	if !slices.Contains(header, columns[0]) {
		return nil, fmt.Errorf("line 1: column %q is missing; the first line names the columns: %s", columns[0], strings.Join(columns, ","))
	}
	return header, nil
}

// withInput opens a file for fn; - is standard input.
func withInput(cmd *cobra.Command, path string, fn func(io.Reader) error) (err error) {
	if path == "-" {
		return fn(cmd.InOrStdin())
	}
	file, err := os.Open(path) // #nosec G304 -- the caller names the file
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := fn(file); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
