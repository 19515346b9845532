package allowlist

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

const (
	// MaxLines bounds a file: 16 million lines take 640 MB. A larger list is more than one.
	MaxLines = 16_000_000
	// maxLine bounds one line: an address, and what else a registry exports about a person.
	maxLine = 16 << 10
	// byteOrderMark is what spreadsheets put before UTF-8.
	byteOrderMark = "\xef\xbb\xbf"
)

// errLong is a line that no registry writes.
var errLong = fmt.Errorf("the line has more than %d bytes", maxLine)

// lines reads a file line by line in constant memory.
type lines struct {
	in     *bufio.Reader
	number uint32
}

func newLines(in io.Reader) *lines { return &lines{in: bufio.NewReaderSize(in, maxLine)} }

// next returns the next line that is neither empty nor a comment, without its end; io.EOF after the last. The bytes stay good until the next
// call. A line that is too long is skipped and reported.
func (l *lines) next() ([]byte, error) {
	for {
		line, err := l.in.ReadSlice('\n')
		if len(line) == 0 && err != nil {
			return nil, err
		}
		l.number++
		if errors.Is(err, bufio.ErrBufferFull) {
			return nil, l.skip()
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if l.number == 1 {
			line = bytes.TrimPrefix(line, []byte(byteOrderMark))
		}
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			return line, nil
		}
	}
}

// countLines returns the number of lines of a file, empty ones and comments included, or refuses more than a list may have.
func countLines(in io.Reader, size uint64, progress *Progress) (int, error) {
	var (
		count, read uint64
		buffer      = make([]byte, 64<<10)
		last        = byte('\n')
	)
	for {
		n, err := in.Read(buffer)
		if n > 0 {
			count, read, last = count+uint64(bytes.Count(buffer[:n], []byte{'\n'})), read+uint64(n), buffer[n-1]
		}
		if count > MaxLines {
			return 0, fmt.Errorf("the file has more than %d lines; make several lists of it", MaxLines)
		}
		progress.Step("counting lines: %d of %d bytes", read, size)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, err
		}
	}
	if last != '\n' {
		count++
	}
	return int(count), nil
}

// skip reads to the end of a line that is too long.
func (l *lines) skip() error {
	for {
		_, err := l.in.ReadSlice('\n')
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case err == nil || errors.Is(err, io.EOF):
			return errLong
		default:
			return err
		}
	}
}

// columns says where the fields of a line are; role is -1 if there is no such column.
type columns struct{ count, address, role int }

// header reads the names of the columns.
func header(line []byte) (columns, error) {
	names, err := split(line)
	if err != nil {
		return columns{}, err
	}
	c := columns{count: len(names), address: -1, role: -1}
	for i := range names {
		names[i] = strings.ToLower(names[i])
		switch names[i] {
		case "address":
			c.address = i
		case "role":
			c.role = i
		}
		if slices.Contains(names[:i], names[i]) {
			return c, fmt.Errorf("the header names column %q twice", names[i])
		}
	}
	if c.address < 0 {
		return c, fmt.Errorf(`the header has no column "address"; the columns are %s, separated by commas`, strings.Join(names, ", "))
	}
	return c, nil
}

// fields returns address and role of a line.
func (c columns) fields(line []byte) (address, role string, err error) {
	values, err := split(line)
	if err != nil {
		return "", "", err
	}
	if len(values) != c.count {
		return "", "", fmt.Errorf("the line has %d fields, the header %d", len(values), c.count)
	}
	if c.role >= 0 {
		role = values[c.role]
	}
	return values[c.address], role, nil
}

// split cuts a line at its commas. Quoted fields end on their line.
func split(line []byte) ([]string, error) {
	if !bytes.ContainsRune(line, '"') {
		values := strings.Split(string(line), ",")
		for i := range values {
			values[i] = strings.TrimSpace(values[i])
		}
		return values, nil
	}
	in := csv.NewReader(bytes.NewReader(line))
	in.TrimLeadingSpace = true
	values, err := in.Read()
	if err != nil {
		return nil, errors.New("quotes do not match; a field ends on its line")
	}
	for i := range values {
		values[i] = strings.TrimSpace(values[i])
	}
	return values, nil
}
