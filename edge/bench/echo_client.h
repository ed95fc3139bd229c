#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "edge/channel/socket.h"
#include "edge/channel/socket_context.h"
#include "edge/metrics/edge_metrics.h"
#include "edge/transport/transport.h"

namespace lossy::edge {

// For benchmarks: a client without a network. It joins a room and pushes one message after the
// other, each after the reply to the one before. Belongs to the edge's thread.
class EchoClient final : public Transport, public ByteAccount::Owner {
 public:
  // The context must outlive the client.
  explicit EchoClient(const SocketContext& context)
      : socket_(std::make_unique<Socket>(
            context, *this,
            Client{.identity = {.user_id = "ann", .device_id = "d"}, .connection = nullptr})) {
    Receive(R"(["1","1","room:a","phx_join",{}])");
  }
  ~EchoClient() override {
    socket_.reset();
    account_->Detach();
  }

  // Pushes `messages` messages, the first one after the join, and then calls `done`.
  void Start(int messages, std::function<void()> done) {
    left_ = messages;
    done_ = std::move(done);
    if (joined_) Next();
  }

 private:
  void Next() {
    if (left_ == 0) return std::exchange(done_, nullptr)();
    --left_;
    Receive(R"(["1","2","room:a","echo",{"x":"the quick brown fox jumps over the lazy dog"}])");
  }

  void Receive(const std::string& text) {
    const std::string padded = text + std::string(64, ' ');
    socket_->OnText(absl::string_view(padded.data(), text.size()));
  }

  // Transport
  TransportKind transport_kind() const override { return TransportKind::kWebSocket; }
  void Close(CloseCode, absl::string_view) override {}
  ByteAccount& account() override { return *account_; }
  void WriteText(MessageParts) override {
    joined_ = true;
    if (done_ != nullptr) Next();
  }
  void WriteBinary(MessageParts) override {}
  void Write(const EncodedMessagePtr&) override {}

  void OnOverBudget() override {}

  const std::shared_ptr<ByteAccount> account_ = std::make_shared<ByteAccount>(
      std::make_shared<ByteBudget>(ByteLimits()), *this, /*user=*/nullptr);
  int left_ = 0;
  bool joined_ = false;
  std::function<void()> done_;
  std::unique_ptr<Socket> socket_;
};

}  // namespace lossy::edge
