package state

import _ "github.com/agijobs/agijobs/app/testapp" // want `no lint looks at it`
