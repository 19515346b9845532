package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strings"
	"syscall"
)

// freeSocket removes the file of a socket on which a node has waited for its signer. A node leaves it behind however it ends, and the next start
// would be refused by it. Where somebody still listens, it stays: that is another node.
func freeSocket(address string) error {
	path, isSocket := strings.CutPrefix(address, "unix://")
	if !isSocket {
		return nil
	}
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("priv_validator_laddr: %w", err)
	}
	if info.Mode()&fs.ModeSocket == 0 {
		return fmt.Errorf("priv_validator_laddr: %s is a file, not a socket: name another path", path)
	}
	conn, err := net.Dial("unix", path)
	if err == nil {
		return errors.Join(fmt.Errorf("priv_validator_laddr: another node listens on %s: stop it first", path), conn.Close())
	}
	if !errors.Is(err, syscall.ECONNREFUSED) {
		return fmt.Errorf("priv_validator_laddr: %w", err)
	}
	return os.Remove(path)
}
