#pragma once

#include <cstdint>
#include <string>

#include "edge/longpoll/session_token.h"

namespace lossy::edge {

// Makes the tokens of new long-poll sessions on one worker. Belongs to the worker's thread.
class SessionTokenMaker {
 public:
  struct Made {
    std::string id;    // The session's id, SessionToken::kIdBytes random bytes.
    std::string text;  // The signed token for the client.
  };

  // `edge` is the host:port where other edges reach this edge. It may be empty until the first call
  // of New. `worker` is the worker's index in LongpollWorkers. The references must outlive the
  // maker.
  SessionTokenMaker(const TokenSigner& signer, const std::string& edge, std::uint16_t worker)
      : signer_(signer), edge_(edge), worker_(worker) {}

  // Returns a token with a new id.
  Made New() const {
    const SessionToken token{.id = SessionToken::NewId(), .worker = worker_, .edge = edge_};
    return {.id = token.id, .text = signer_.Sign(token)};
  }

 private:
  const TokenSigner& signer_;
  const std::string& edge_;
  const std::uint16_t worker_;
};

}  // namespace lossy::edge
