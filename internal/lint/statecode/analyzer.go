package statecode

import (
	"fmt"
	"go/ast"
	"go/token"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// New makes an analyzer that looks at the packages that covers names.
func New(covers func(path string) bool) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "statecode",
		Doc:  "finds what nodes could disagree about in code that state depends on",
		Run: func(pass *analysis.Pass) (any, error) {
			if !covers(strings.TrimSuffix(pass.Pkg.Path(), "_test")) {
				return nil, nil
			}
			for _, file := range pass.Files {
				if name := pass.Fset.File(file.FileStart).Name(); !generatedOrTest(name) {
					lint(pass, file)
				}
			}
			return nil, nil
		},
	}
}

func generatedOrTest(name string) bool {
	for _, end := range []string{"_test.go", ".pb.go", ".pb.gw.go", "/testutil.go"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// linter looks at one file.
type linter struct {
	pass *analysis.Pass
	file *ast.File
	// marks by the line that they excuse, and all of them in order.
	marks map[int]*mark
	all   []*mark
	// said keeps a line from being reported twice for one reason.
	said map[string]bool
}

// mark excuses a line.
type mark struct {
	pos    token.Pos
	reason string
	used   bool
}

func lint(pass *analysis.Pass, file *ast.File) {
	l := &linter{pass: pass, file: file, marks: map[int]*mark{}, said: map[string]bool{}}
	l.readMarks()
	l.imports()
	ast.PreorderStack(file, nil, func(n ast.Node, stack []ast.Node) bool {
		l.concurrency(n)
		l.mapOrder(n, stack)
		l.uses(n, stack)
		l.floats(n)
		l.errors(n)
		return true
	})
	for _, m := range l.all {
		if !m.used {
			pass.Reportf(m.pos, "this mark excuses nothing: remove it")
		}
	}
}

const markText = "// state-ok:"

// readMarks notes the marks by the line that they excuse: their own, or the next where they have one to themselves.
func (l *linter) readMarks() {
	code := map[int]bool{}
	ast.Inspect(l.file, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.Comment, *ast.CommentGroup:
			return false
		}
		code[l.line(n.Pos())], code[l.line(n.End())] = true, true
		return true
	})
	for _, group := range l.file.Comments {
		for _, comment := range group.List {
			text, ok := strings.CutPrefix(comment.Text, markText)
			if !ok {
				continue
			}
			line := l.line(comment.Pos())
			if !code[line] {
				line = l.line(group.End()) + 1
			}
			reason, _, _ := strings.Cut(text, "//")
			m := &mark{pos: comment.Pos(), reason: strings.TrimSpace(reason)}
			l.marks[line], l.all = m, append(l.all, m)
		}
	}
}

func (l *linter) line(pos token.Pos) int { return l.pass.Fset.Position(pos).Line }

// report says what is wrong with a line, unless a mark excuses it.
func (l *linter) report(pos token.Pos, format string, args ...any) {
	text, line := fmt.Sprintf(format, args...), l.line(pos)
	if m := l.marks[line]; m != nil {
		m.used = true
		if m.reason != "" {
			return
		}
		text += "; the mark needs a reason"
	}
	if key := strconv.Itoa(line) + text; !l.said[key] {
		l.said[key] = true
		l.pass.Reportf(pos, "%s", text)
	}
}
