#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "boost/smart_ptr/intrusive_ptr.hpp"
#include "edge/tls/record_buffer.h"
#include "edge/transport/send_queue.h"

namespace lossy::edge {

class TcpStream;

// Collects the work that the streams of one thread do at the end of each iteration of the event
// loop. A send during the iteration only queues a message. End flushes a stream once, with all of
// its queued messages. The object also owns the buffers that the streams share. Not thread-safe.
//
// One End flushes at most kMaxFlushes streams, in the order in which they became dirty. The loop
// handles input between two batches. So the messages of a burst that are published while a large
// topic is flushed share the writes of the streams that wait, and no client waits for the whole
// topic.
class LoopIteration {
 public:
  // The size of read_buffer(), without its padding.
  static constexpr std::size_t kReadBytes = 256 * 1024;
  // The most streams that one End flushes.
  static constexpr std::size_t kMaxFlushes = 32;
  // The number of readable bytes behind any input, because simdjson reads ahead.
  static constexpr std::size_t kReadPadding = 64;

  LoopIteration();
  ~LoopIteration();
  LoopIteration(const LoopIteration&) = delete;
  LoopIteration& operator=(const LoopIteration&) = delete;

  // Adds a stream that End must flush. It must not be in the list already.
  void AddDirty(TcpStream& stream);
  // Adds a stream that End must destroy. It must not be in the list already.
  void AddDead(TcpStream& stream);

  // Flushes the next dirty streams and destroys all dead ones. The event loop must call it at the
  // end of each iteration. No stream and no publish may be active.
  void End();
  // Returns true while dirty streams wait for another End. The loop must not block then.
  bool pending() const { return flushed_ < dirty_.size(); }

  CoalescingBuffer& coalescing_buffer() { return coalescing_buffer_; }
  // Returns the buffer of the streams with TLS. The first call makes it.
  RecordBuffer& record_buffer();
  // Returns a buffer of kReadBytes, which kReadPadding readable bytes follow.
  char* read_buffer() { return read_buffer_.get(); }
  // Returns the bytes that wait for the corked stream. One send() sends them after the stream's
  // input is parsed.
  std::string& cork() { return cork_; }
  // Returns the corked stream, whose input is being parsed, or nullptr.
  const TcpStream* corked() const { return corked_; }
  void set_corked(const TcpStream* stream) { corked_ = stream; }

 private:
  void FlushSome();

  // Both lists own a reference to each of their streams.
  std::vector<boost::intrusive_ptr<TcpStream>> dirty_;
  std::size_t flushed_ = 0;  // The entries at the front of dirty_ that are flushed, and empty.
  std::vector<boost::intrusive_ptr<TcpStream>> dead_;
  std::unique_ptr<char[]> read_buffer_;
  std::string cork_;
  const TcpStream* corked_ = nullptr;
  CoalescingBuffer coalescing_buffer_;
  std::unique_ptr<RecordBuffer> record_buffer_;
};

}  // namespace lossy::edge
