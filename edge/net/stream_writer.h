#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "edge/transport/send_queue.h"

namespace lossy::edge {

class TcpStream;

// The writing side of a TCP stream. While the stream's own input is parsed, bytes collect in the
// thread's cork and leave in one send(). Otherwise messages are queued, and leave at the end of the
// loop iteration. A part of TcpStream; not thread-safe.
class StreamWriter {
 public:
  explicit StreamWriter(TcpStream& stream) : stream_(stream) {}
  StreamWriter(const StreamWriter&) = delete;
  StreamWriter& operator=(const StreamWriter&) = delete;

  // True if the kernel has all bytes.
  bool empty() const { return queue_.empty(); }
  // Bytes of memory taken.
  std::size_t held() const { return queue_.held(); }

  // The buffer to append bytes to that follow everything sent before. nullptr: the stream is not
  // corked or not open; use Send or Write.
  std::string* cork();
  // Sends the wire bytes of a message; a caller without further use for it moves it here. A client
  // that has not read max_outbox_bytes is slow, and its stream is closed. Nothing happens unless
  // the stream is open.
  void Send(EncodedMessagePtr message);
  // Sends bytes whose size the caller has bounded: they do not make a client slow.
  void Write(absl::string_view bytes);
  // Sends the cork if it has become large. To be called between two messages of one input.
  void BoundCork();
  // Ends the cork and sends it.
  void Uncork();

  // Adds the stream to those that are flushed at the end of the iteration.
  void MarkDirty();
  // Sends the queue at the end of the iteration. True: the stream lives and nothing is queued.
  bool Flush();

  // True while the kernel takes no more bytes because the client does not read.
  bool blocked() const { return blocked_; }
  // Drops what is queued, but for a message that is partly sent, and lets the stream end with a
  // reset, which frees the kernel's send buffer, too.
  void Drop();
  // True if the stream has to end with a reset.
  bool resets() const { return resets_; }
  // Drops everything. The stream has ended.
  void Clear() { queue_.Clear(); }
  // The queued bytes no longer count for the client.
  void StopCounting() { queue_.StopCounting(); }

 private:
  void Queue(EncodedMessagePtr message);
  void SendQueued();
  void SendCork();
  void AwaitWritable();

  TcpStream& stream_;
  SendQueue queue_;
  bool dirty_ = false;    // The loop iteration's list has the stream.
  bool blocked_ = false;  // A wait for the socket to become writable is pending.
  bool resets_ = false;
};

}  // namespace lossy::edge
