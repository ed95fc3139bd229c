#include "edge/net/stream_writer.h"

#include <cerrno>
#include <utility>

#include "edge/net/tcp_stream.h"

namespace lossy::edge {

bool StreamWriter::empty() const {
  const TlsStream* const tls = stream_.tls();
  return queue_.empty() && (tls == nullptr || !tls->has_unsent());
}

std::string* StreamWriter::cork() {
  LoopIteration& iteration = stream_.owner().iteration();
  const bool corked = iteration.corked() == &stream_ && stream_.state() == TcpStream::State::kOpen;
  return corked ? &iteration.cork() : nullptr;
}

void StreamWriter::Send(EncodedMessagePtr message) {
  if (stream_.state() != TcpStream::State::kOpen) return;
  LoopIteration& iteration = stream_.owner().iteration();
  if (iteration.corked() != &stream_) return Queue(std::move(message));
  const absl::string_view bytes = message->wire_bytes();
  iteration.cork().append(bytes.data(), bytes.size());
  message->OnWritten();
}

void StreamWriter::Write(absl::string_view bytes) {
  if (bytes.empty() || stream_.state() != TcpStream::State::kOpen) return;
  if (std::string* const corked = cork()) {
    corked->append(bytes.data(), bytes.size());
    return;
  }
  queue_.Push(EncodedMessage::Raw(bytes));
  if (!blocked_) MarkDirty();
}

void StreamWriter::Queue(EncodedMessagePtr message) {
  const std::size_t limit = stream_.owner().limits().max_outbox_bytes;
  if (queue_.bytes() > limit) {
    // A client is slow only if the kernel was offered all bytes and did not take them.
    if (!blocked_) SendQueued();
    if (queue_.bytes() > limit) return stream_.OnSlow();
    if (stream_.ended()) return;
  }
  queue_.Push(std::move(message));
  if (!blocked_) return MarkDirty();
  stream_.CountHeld();
}

void StreamWriter::EndWhenSent(base::Span span) {
  const bool corked = stream_.owner().iteration().corked() == &stream_;
  if (!span.records() || stream_.ended() || (!corked && empty())) return;
  if (spans_ == nullptr) spans_ = std::make_unique<std::vector<base::Span>>();
  if (spans_->size() < kMaxSpans) spans_->push_back(std::move(span));
}

void StreamWriter::EndSpans() {
  if (spans_ != nullptr && empty()) spans_.reset();
}

void StreamWriter::Clear() {
  queue_.Clear();
  spans_.reset();
}

void StreamWriter::BoundCork() {
  if (stream_.owner().iteration().cork().size() >= CoalescingBuffer::kBytes) SendCork();
}

void StreamWriter::Uncork() {
  stream_.owner().iteration().set_corked(nullptr);
  SendCork();
}

void StreamWriter::SendCork() {
  std::string& cork = stream_.owner().iteration().cork();
  std::size_t sent = 0;
  if (!cork.empty() && queue_.empty() && !blocked_ && !stream_.ended()) {
    const std::ptrdiff_t took = SendNow(stream_.wire(), cork);
    if (took < 0 && errno != EAGAIN && errno != EWOULDBLOCK) stream_.Kill();
    if (took > 0) sent = static_cast<std::size_t>(took);
  }
  if (sent < cork.size() && !stream_.ended()) {
    Queue(EncodedMessage::Raw(absl::string_view(cork).substr(sent)));
  } else if (!blocked_ && !empty()) {
    MarkDirty();  // TLS has taken all bytes, and the kernel has not.
  } else {
    EndSpans();
  }
  cork.clear();
  if (cork.capacity() > CoalescingBuffer::kBytes) cork.shrink_to_fit();
}

void StreamWriter::MarkDirty() {
  if (dirty_ || stream_.ended()) return;
  dirty_ = true;
  stream_.owner().iteration().AddDirty(stream_);
}

bool StreamWriter::Flush() {
  dirty_ = false;
  if (blocked_ || stream_.ended()) return false;
  SendQueued();
  return empty() && !stream_.ended();
}

bool StreamWriter::SendCloseNotify() {
  switch (stream_.tls()->SendAlert(stream_.socket(), TlsAlert::kCloseNotify)) {
    case SendResult::kDone:
      EndSpans();
      return true;
    case SendResult::kBlocked:
      Block();
      return false;
    case SendResult::kBroken:
      break;
  }
  stream_.Kill();
  return false;
}

void StreamWriter::SendQueued() {
  switch (queue_.Flush(stream_.wire(), stream_.owner().iteration().coalescing_buffer())) {
    case SendResult::kDone:
      EndSpans();
      if (stream_.held() > 0) stream_.CountHeld();
      return;
    case SendResult::kBlocked:
      stream_.CountHeld();
      return Block();
    case SendResult::kBroken:
      return stream_.Kill();
  }
}

void StreamWriter::Block() {
  blocked_ = true;
  stream_.AwaitWritable();
}

void StreamWriter::OnWritable() {
  blocked_ = false;
  MarkDirty();
}

void StreamWriter::Drop() {
  queue_.KeepUnfinished();
  resets_ = true;
}

}  // namespace lossy::edge
