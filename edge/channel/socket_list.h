#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/identity/identity.h"
#include "edge/channel/frame_follower.h"
#include "edge/channel/socket_state.h"
#include "edge/transport/close_code.h"

namespace lossy::edge {

class Socket;

// Lists the sockets of one thread, so that they can be closed, shown and followed by identity. It
// does not own them; a socket's destructor removes it from the list. Not thread-safe.
class SocketList {
 public:
  using Matches = std::function<bool(const base::Identity&)>;

  // `worker` is the index of the thread.
  explicit SocketList(std::uint16_t worker) : worker_(worker) {}

  // Adds a socket, whose SocketContext must have this list, once. The list must outlive it.
  void Add(Socket& socket);

  // Closes the sockets whose identity matches, with the code and the reason (Transport::Close).
  void Close(const Matches& matches, CloseCode code, const char* reason) const;
  // Closes the socket with this number. Returns false if there is none.
  bool CloseOne(std::uint32_t number, CloseCode code, const char* reason) const;

  // Returns the states of a user's sockets, at most `limit`, the oldest first. `truncated` becomes
  // true if there are more.
  std::vector<SocketState> Describe(const std::string& user_id, std::size_t limit,
                                    bool* truncated) const;

  // Gives the frames of sockets to the follower from now on, until Unfollow. A socket without a
  // follower is not slowed.
  void Follow(std::shared_ptr<FrameFollower> follower);
  void Unfollow(const FrameFollower& follower);

 private:
  friend class Socket;

  void Remove(Socket& socket);
  void Update(Socket& socket) const;
  void PassOn(const FollowedFrame& frame) const;

  const std::uint16_t worker_;
  std::uint32_t last_number_ = 0;
  std::vector<Socket*> sockets_;
  std::vector<std::shared_ptr<FrameFollower>> followers_;
};

}  // namespace lossy::edge
