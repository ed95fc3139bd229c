#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "base/identity/identity.h"
#include "edge/transport/close_code.h"

namespace lossy::edge {

class Socket;

// The sockets of one thread. It does not own them; a socket's destructor takes it out. Not
// thread-safe.
class SocketList {
 public:
  using Matches = std::function<bool(const base::Identity&)>;

  // The list must outlive the socket. A socket may be added to one list, once.
  void Add(Socket& socket);

  // Closes the sockets whose identity matches.
  void Close(const Matches& matches, CloseCode code, const char* reason) const;

 private:
  friend class Socket;

  void Remove(Socket& socket);

  std::vector<Socket*> sockets_;
};

}  // namespace lossy::edge
