package statecode

import (
	"go/ast"
	"go/types"
	"slices"
)

var errorType = types.Universe.Lookup("error").Type()

// errors reports results of type error that nobody looks at: of a call that stands alone, deferred or not, and those that are assigned to _.
func (l *linter) errors(n ast.Node) {
	switch n := n.(type) {
	case *ast.ExprStmt:
		l.alone(n.X)
	case *ast.DeferStmt:
		l.alone(n.Call)
	case *ast.AssignStmt:
		l.blank(n)
	}
}

func (l *linter) alone(e ast.Expr) {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || l.cannotFail(call) {
		return
	}
	if slices.ContainsFunc(l.results(call), isError) {
		l.report(call.Pos(), "nobody looks at the error of this call")
	}
}

func (l *linter) blank(assign *ast.AssignStmt) {
	for i, left := range assign.Lhs {
		if id, ok := left.(*ast.Ident); !ok || id.Name != "_" {
			continue
		}
		var t types.Type
		if len(assign.Rhs) == len(assign.Lhs) {
			t = l.pass.TypesInfo.TypeOf(assign.Rhs[i])
		} else if call, ok := ast.Unparen(assign.Rhs[0]).(*ast.CallExpr); ok {
			t = l.results(call)[i]
		}
		if t != nil && isError(t) {
			l.report(left.Pos(), "an error is thrown away")
		}
	}
}

// results are the types that a call returns.
func (l *linter) results(call *ast.CallExpr) (list []types.Type) {
	switch t := l.pass.TypesInfo.TypeOf(call).(type) {
	case nil:
	case *types.Tuple:
		for v := range t.Variables() {
			list = append(list, v.Type())
		}
	default:
		list = append(list, t)
	}
	return list
}

func isError(t types.Type) bool { return types.Identical(t, errorType) }

// cannotFail: writers that are documented never to return an error, and what prints into them.
func (l *linter) cannotFail(call *ast.CallExpr) bool {
	selector, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	if l.calls(call, "fmt.Fprint", "fmt.Fprintf", "fmt.Fprintln") {
		return neverFails(l.pass.TypesInfo.TypeOf(call.Args[0]))
	}
	switch selector.Sel.Name {
	case "Write", "WriteString", "WriteByte", "WriteRune":
		return neverFails(l.pass.TypesInfo.TypeOf(selector.X))
	}
	return false
}

func neverFails(t types.Type) bool {
	if pointer, ok := t.(*types.Pointer); ok {
		t = pointer.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return false
	}
	switch named.Obj().Pkg().Path() + "." + named.Obj().Name() {
	case "strings.Builder", "bytes.Buffer", "hash.Hash":
		return true
	}
	return false
}
