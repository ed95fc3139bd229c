#include "edge/channel/socket_list.h"

#include "edge/channel/socket.h"

namespace lossy::edge {

void SocketList::Close(const Matches& matches, CloseCode code, const char* reason) const {
  // A transport may destroy its socket within Close.
  std::vector<Transport*> transports;
  for (const Socket* socket : sockets_) {
    if (matches(socket->identity())) transports.push_back(&socket->transport());
  }
  for (Transport* transport : transports) transport->Close(code, reason);
}

void SocketList::Add(Socket& socket) {
  socket.list_ = this;
  socket.list_index_ = static_cast<std::uint32_t>(sockets_.size());
  sockets_.push_back(&socket);
}

void SocketList::Remove(Socket& socket) {
  sockets_[socket.list_index_] = sockets_.back();
  sockets_[socket.list_index_]->list_index_ = socket.list_index_;
  sockets_.pop_back();
}

}  // namespace lossy::edge
