#pragma once

#include <string>
#include <vector>

#include "edge/transport/transport.h"

namespace lossy::edge {

// Keeps what was sent.
class FakeTransport final : public Transport {
 public:
  void SendText(MessageParts parts) override {
    std::string& text = sent.emplace_back();
    for (absl::string_view part : parts) text.append(part.data(), part.size());
  }
  void SendBinary(MessageParts parts) override { SendText(parts); }
  void SendFrame(const FramePtr& frame) override {
    sent.emplace_back(frame->payload());
    frames.push_back(frame);
  }
  void Close(CloseCode code, absl::string_view) override { closed.push_back(code); }

  std::vector<std::string> sent;
  std::vector<FramePtr> frames;
  std::vector<CloseCode> closed;
};

}  // namespace lossy::edge
