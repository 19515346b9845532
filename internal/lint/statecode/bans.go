package statecode

import (
	"go/ast"
	"go/types"
	"strconv"
)

// bannedImports are packages of which state code has no use at all.
var bannedImports = map[string]string{
	"math/rand":    "random numbers differ from node to node: use the beacon",
	"math/rand/v2": "random numbers differ from node to node: use the beacon",
	"crypto/rand":  "random numbers differ from node to node: use the beacon",
	"os/exec":      "state depends on blocks alone, not on the node's machine",
	"os/signal":    "state depends on blocks alone, not on the node's machine",
}

const (
	clock     = "reads the wall clock: use market or block time"
	machine   = "depends on the node's machine"
	schedule  = "runs beside the block: nodes would not agree on the order"
	unordered = "comes in random order: use slices.Sorted(maps.Keys(m))"
)

// bannedUses are functions, methods and variables, by their full name.
var bannedUses = map[string]string{
	"time.Now": clock, "time.Since": clock, "time.Until": clock, "time.Sleep": clock, "time.After": clock, "time.Tick": clock,
	"time.AfterFunc": clock, "time.NewTimer": clock, "time.NewTicker": clock,
	"time.Local": machine, "time.LoadLocation": machine, "(time.Time).Local": machine,
	"(*sync.WaitGroup).Go": schedule, "(*golang.org/x/sync/errgroup.Group).Go": schedule, "(*golang.org/x/sync/errgroup.Group).TryGo": schedule,
	"maps.Keys": unordered, "maps.Values": unordered, "maps.All": unordered, "maps.DeleteFunc": unordered,
	"(*sync.Map).Range": unordered, "(reflect.Value).MapKeys": unordered, "(reflect.Value).MapRange": unordered, "(reflect.Value).Seq": unordered,
	"(reflect.Value).Seq2": unordered,
}

// bannedPackages are those of which no function and no variable is used; their constants and types are harmless.
var bannedPackages = map[string]string{"os": machine, "runtime": machine, "runtime/debug": machine, "syscall": machine}

func (l *linter) imports() {
	for _, spec := range l.file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // the compiler's business
		}
		if why, banned := bannedImports[path]; banned {
			l.report(spec.Pos(), "import of %s: %s", path, why)
		}
		if ownOutside(path) {
			l.report(spec.Pos(), "import of %s: no lint looks at it, so state must not depend on it", path)
		}
	}
}

func (l *linter) concurrency(n ast.Node) {
	switch n := n.(type) {
	case *ast.GoStmt:
		l.report(n.Pos(), "a goroutine %s", schedule)
	case *ast.SelectStmt:
		l.report(n.Pos(), "select takes whichever channel is ready: nodes would not agree")
	}
}

// uses looks at what a name stands for, so that neither an alias of an import nor a method value hides it.
func (l *linter) uses(n ast.Node, stack []ast.Node) {
	id, ok := n.(*ast.Ident)
	if !ok {
		return
	}
	var name string
	obj := l.pass.TypesInfo.Uses[id]
	switch obj := obj.(type) {
	case *types.Func:
		name = obj.Origin().FullName()
	case *types.Var:
		if obj.Pkg() == nil || obj.Parent() != obj.Pkg().Scope() {
			return
		}
		name = obj.Pkg().Path() + "." + obj.Name()
	default:
		return
	}
	if why, banned := bannedUses[name]; banned && !(name == "maps.Keys" && l.sortedAtOnce(stack)) {
		l.report(id.Pos(), "%s %s", name, why)
	}
	if obj.Pkg() != nil {
		if why, banned := bannedPackages[obj.Pkg().Path()]; banned {
			l.report(id.Pos(), "%s %s", name, why)
		}
	}
}

// floats are reported wherever a value or a type of the code is one. Constants without a type are exact.
func (l *linter) floats(n ast.Node) {
	expr, ok := n.(ast.Expr)
	if !ok {
		return
	}
	t := l.pass.TypesInfo.TypeOf(expr)
	if t == nil {
		return
	}
	basic, ok := t.Underlying().(*types.Basic)
	if !ok || basic.Info()&(types.IsFloat|types.IsComplex) == 0 || basic.Info()&types.IsUntyped != 0 {
		return
	}
	l.report(expr.Pos(), "floats round differently on different machines: use integers or decimals")
}
