#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "boost/smart_ptr/intrusive_ptr.hpp"
#include "edge/transport/send_queue.h"

namespace lossy::edge {

class TcpStream;

// One iteration of a thread's event loop, as its streams see it: the buffers that they share, and
// the lists of streams that need work at the end. Sends during the iteration only queue. End then
// flushes each stream once, with all messages that were queued for it. Not thread-safe.
class LoopIteration {
 public:
  static constexpr std::size_t kReadBytes = 256 * 1024;
  // Readable bytes behind the input, for parsers that look ahead (simdjson).
  static constexpr std::size_t kReadPadding = 64;

  LoopIteration();
  ~LoopIteration();
  LoopIteration(const LoopIteration&) = delete;
  LoopIteration& operator=(const LoopIteration&) = delete;

  // Flushes the stream at the end of the iteration. A stream must be added at most once.
  void AddDirty(TcpStream& stream);
  // Destroys the stream at the end of the iteration. A stream must be added at most once.
  void AddDead(TcpStream& stream);

  // Flushes the dirty streams and destroys the dead. To be called from the event loop itself, never
  // from a stream or a publish.
  void End();

  CoalescingBuffer& coalescing_buffer() { return coalescing_buffer_; }
  // kReadBytes, followed by kReadPadding readable bytes.
  char* read_buffer() { return read_buffer_.get(); }
  // The bytes for the corked stream, in order. They leave in one send() when its input is parsed.
  std::string& cork() { return cork_; }
  // The stream whose input is being parsed, or nullptr.
  const TcpStream* corked() const { return corked_; }
  void set_corked(const TcpStream* stream) { corked_ = stream; }

 private:
  // Both lists keep their streams alive.
  std::vector<boost::intrusive_ptr<TcpStream>> dirty_;
  std::vector<boost::intrusive_ptr<TcpStream>> dead_;
  std::unique_ptr<char[]> read_buffer_;
  std::string cork_;
  const TcpStream* corked_ = nullptr;
  CoalescingBuffer coalescing_buffer_;
};

}  // namespace lossy::edge
