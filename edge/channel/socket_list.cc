#include "edge/channel/socket_list.h"

#include <algorithm>
#include <utility>

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

bool SocketList::CloseOne(std::uint32_t number, CloseCode code, const char* reason) const {
  const auto found = std::find_if(sockets_.begin(), sockets_.end(), [number](const Socket* socket) {
    return socket->list_number_ == number;
  });
  if (found == sockets_.end()) return false;
  (*found)->transport().Close(code, reason);
  return true;
}

std::vector<SocketState> SocketList::Describe(const std::string& user_id, std::size_t limit,
                                              bool* truncated) const {
  std::vector<const Socket*> found;
  for (const Socket* socket : sockets_) {
    if (socket->identity().user_id == user_id) found.push_back(socket);
  }
  std::sort(found.begin(), found.end(),
            [](const Socket* a, const Socket* b) { return a->list_number_ < b->list_number_; });
  if (found.size() > limit) {
    found.resize(limit);
    *truncated = true;
  }
  std::vector<SocketState> states;
  for (const Socket* socket : found) {
    states.push_back(socket->Describe());
    states.back().number.worker = worker_;
  }
  return states;
}

void SocketList::Follow(std::shared_ptr<FrameFollower> follower) {
  followers_.push_back(std::move(follower));
  for (Socket* socket : sockets_) Update(*socket);
}

void SocketList::Unfollow(const FrameFollower& follower) {
  followers_.erase(std::remove_if(followers_.begin(), followers_.end(),
                                  [&](const auto& each) { return each.get() == &follower; }),
                   followers_.end());
  for (Socket* socket : sockets_) Update(*socket);
}

void SocketList::Add(Socket& socket) {
  socket.list_index_ = static_cast<std::uint32_t>(sockets_.size());
  socket.list_number_ = ++last_number_;
  sockets_.push_back(&socket);
  if (!followers_.empty()) Update(socket);
}

void SocketList::Remove(Socket& socket) {
  sockets_[socket.list_index_] = sockets_.back();
  sockets_[socket.list_index_]->list_index_ = socket.list_index_;
  sockets_.pop_back();
}

void SocketList::Update(Socket& socket) const {
  socket.SetFollowed(std::any_of(followers_.begin(), followers_.end(), [&](const auto& follower) {
    return follower->Wants(socket.identity());
  }));
}

void SocketList::PassOn(const FollowedFrame& frame) const {
  for (const auto& follower : followers_) {
    if (follower->Wants(frame.identity)) follower->OnFrame(frame);
  }
}

}  // namespace lossy::edge
