#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/trace/span.h"
#include "edge/transport/send_queue.h"

namespace lossy::edge {

class TcpStream;

// The writing side of a TcpStream. While the stream's own input is parsed, it collects bytes in
// LoopIteration::cork, and sends them in one send(). At other times it queues messages, and sends
// them at the end of the loop iteration. Not thread-safe.
class StreamWriter {
 public:
  explicit StreamWriter(TcpStream& stream) : stream_(stream) {}
  StreamWriter(const StreamWriter&) = delete;
  StreamWriter& operator=(const StreamWriter&) = delete;

  // Returns true if the kernel has taken all queued bytes.
  bool empty() const;
  // Returns the bytes of memory that count for this client (SendQueue::held).
  std::size_t held() const { return queue_.held(); }

  // Returns a buffer to which the caller may append bytes; they follow all bytes sent before.
  // Returns nullptr if the stream is not corked or not open. The caller must then use Send or
  // Write.
  std::string* cork();
  // Sends the wire bytes of a message, if the stream is open. If the client has not read
  // ConnectionLimits::max_outbox_bytes, it is slow and the stream is closed.
  void Send(EncodedMessagePtr message);
  // Sends bytes, if the stream is open. They never make a client slow, so the caller must bound
  // their size.
  void Write(absl::string_view bytes);
  // Ends the span when the kernel has taken all queued bytes, or when the stream ends. At most
  // kMaxSpans wait; a further one ends now.
  void EndWhenSent(base::Span span);
  // Sends the cork if it has become large. Must be called between two messages of one input.
  void BoundCork();
  // Ends the cork and sends it.
  void Uncork();

  // The kernel takes bytes again. Must be called after TcpStream::AwaitWritable.
  void OnWritable();
  // Schedules a Flush at the end of the loop iteration.
  void MarkDirty();
  // Sends the queue. Returns true if the stream lives and nothing is queued.
  bool Flush();

  // Sends TLS's "close notify", after which nothing can be sent. Must be called when empty() is
  // true. Returns true if the kernel has taken it; otherwise a later Flush sends it.
  bool SendCloseNotify();

  // Returns true while the kernel takes no more bytes, because the client does not read.
  bool blocked() const { return blocked_; }
  // Drops the queue, except for a message that is partly sent. The stream will end with a TCP
  // reset, which frees the kernel's send buffer.
  void Drop();
  // Returns true if the stream must end with a TCP reset.
  bool resets() const { return resets_; }
  // Drops the whole queue, because the stream has ended.
  void Clear();
  // Frees the memory that an idle writer does not need.
  void Trim() { queue_.Trim(); }
  // Stops counting the queued bytes in held().
  void StopCounting() { queue_.StopCounting(); }

 private:
  void Queue(EncodedMessagePtr message);
  void SendQueued();
  void SendCork();
  void Block();
  void EndSpans();

  static constexpr std::size_t kMaxSpans = 64;

  TcpStream& stream_;
  SendQueue queue_;
  std::unique_ptr<std::vector<base::Span>> spans_;  // Null if none waits.
  bool dirty_ = false;    // True while LoopIteration has the stream in its dirty list.
  bool blocked_ = false;  // True until the socket is writable again.
  bool resets_ = false;
};

}  // namespace lossy::edge
