#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "base/identity/identity.h"
#include "edge/transport/close_code.h"

namespace lossy::edge {

class Socket;

// The sockets of one thread. Not thread-safe.
class SocketList {
 public:
  using Matches = std::function<bool(const base::Identity&)>;

  // Closes those whose identity matches.
  void Close(const Matches& matches, CloseCode code, const char* reason) const;

 private:
  friend class Socket;

  void Add(Socket& socket);
  void Remove(Socket& socket);

  std::vector<Socket*> sockets_;
};

}  // namespace lossy::edge
