#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "edge/transport/send_queue.h"
#include "edge/websocket/deflate.h"

namespace lossy::edge {

class Connection;

// What the connections of one thread share: buffers, and the lists of those that need something
// done at the end of the loop's turn. A publish only queues; each connection is then flushed once,
// with all that came together for it.
class LoopIteration {
 public:
  static constexpr std::size_t kReadBytes = 256 * 1024;
  // Readable behind what was read, for parsers that look ahead.
  static constexpr std::size_t kReadPadding = 64;

  LoopIteration();
  ~LoopIteration();
  LoopIteration(const LoopIteration&) = delete;
  LoopIteration& operator=(const LoopIteration&) = delete;

  // Both keep the connection alive until End.
  void AddDirty(Connection& connection);
  void AddDead(Connection& connection);

  // Flushes the dirty and destroys the dead. At the end of each turn of the loop, never inside a
  // publish.
  void End();

  CoalescingBuffer& gather() { return gather_; }
  Deflate& deflate();
  char* read_buffer() { return read_buffer_.get(); }
  // What goes out to the connection that is being read right now, in order, to leave in one send.
  std::string& cork() { return cork_; }
  const Connection* corked() const { return corked_; }
  void set_corked(const Connection* connection) { corked_ = connection; }

 private:
  std::vector<boost::intrusive_ptr<Connection>> dirty_;
  std::vector<boost::intrusive_ptr<Connection>> dead_;
  std::unique_ptr<char[]> read_buffer_;
  std::string cork_;
  const Connection* corked_ = nullptr;
  CoalescingBuffer gather_;
  std::unique_ptr<Deflate> deflate_;  // There once somebody needs it.
};

}  // namespace lossy::edge
