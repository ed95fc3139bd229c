#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "base/identity/identity.h"
#include "edge/transport/close_code.h"

namespace lossy::edge {

class Socket;

// Lists the sockets of one thread, so that they can be closed by identity. It does not own them; a
// socket's destructor removes it from the list. Not thread-safe.
class SocketList {
 public:
  using Matches = std::function<bool(const base::Identity&)>;

  // Adds a socket. The list must outlive it. A socket may be added to one list, once.
  void Add(Socket& socket);

  // Closes the sockets whose identity matches, with the code and the reason (Transport::Close).
  void Close(const Matches& matches, CloseCode code, const char* reason) const;

 private:
  friend class Socket;

  void Remove(Socket& socket);

  std::vector<Socket*> sockets_;
};

}  // namespace lossy::edge
