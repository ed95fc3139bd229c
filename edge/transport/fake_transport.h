#pragma once

#include <memory>
#include <string>
#include <vector>

#include "edge/transport/transport.h"

namespace lossy::edge {

// For tests: a transport that records the sent messages and the close codes.
class FakeTransport final : public Transport, public ByteAccount::Owner {
 public:
  ~FakeTransport() override { account_->Detach(); }

  TransportKind transport_kind() const override { return TransportKind::kWebSocket; }
  void Close(CloseCode code, absl::string_view) override { closed.push_back(code); }

  ByteAccount& account() override { return *account_; }
  // Returns the bytes held for the client.
  std::int64_t held() const { return account_->bytes(); }

  std::vector<std::string> sent;            // The payloads of all messages.
  std::vector<EncodedMessagePtr> messages;  // The messages of Send alone.
  std::vector<CloseCode> closed;

  void OnOverBudget() override {}

 private:
  void WriteText(MessageParts parts) override {
    std::string& text = sent.emplace_back();
    for (absl::string_view part : parts) text.append(part.data(), part.size());
  }
  void WriteBinary(MessageParts parts) override { WriteText(parts); }
  void Write(const EncodedMessagePtr& message) override {
    sent.emplace_back(message->payload());
    messages.push_back(message);
    message->OnWritten();
  }

  const std::shared_ptr<ByteAccount> account_ = std::make_shared<ByteAccount>(
      std::make_shared<ByteBudget>(ByteLimits()), *this, /*user=*/nullptr);
};

}  // namespace lossy::edge
