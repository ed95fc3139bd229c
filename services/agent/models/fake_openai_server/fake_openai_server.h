#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "base/sync/mutex.h"
#include "services/agent/models/fake_openai_server/answer.h"
#include "services/agent/models/fake_openai_server/arrival.h"
#include "services/agent/models/fake_openai_server/mode.h"
#include "services/agent/models/fake_openai_server/test_certificate.h"
#include "services/agent/models/fake_openai_server/wire.h"

namespace lossy::agent {

// An OpenAI-compatible endpoint for tests, with /v1/chat/completions and /v1/audio/transcriptions.
// A script is a list of modes (mode.h): each request gets the answer of the next mode, and after
// the script's end a plain answer. Thread-safe. The server runs from its construction to its
// destruction, with one thread for each connection.
//
// Tests in other languages use HTTP: POST /script replaces the rest of the script with a list for
// ParseScript. GET /requests lists the received requests, and DELETE /requests empties the list.
class FakeOpenAiServer {
 public:
  struct Options {
    std::string host = "127.0.0.1";  // A numeric address.
    int port = 0;                    // 0: any free port.
    // The certificate for HTTPS; it must outlive the server. Nullptr: HTTP.
    const TestCertificate* certificate = nullptr;
  };

  // Starts to listen. Ends the process if the address cannot be used.
  explicit FakeOpenAiServer(Options options);
  FakeOpenAiServer() : FakeOpenAiServer(Options()) {}
  ~FakeOpenAiServer();

  int port() const { return port_; }
  std::string base_url() const;

  // Replaces the rest of the script by `script`.
  void Script(std::vector<Mode> script);
  // The received requests, without those to /script and /requests.
  std::vector<Arrival> Requests() const;
  // Blocks until `count` requests have arrived, at most ten seconds. Returns false if fewer have
  // arrived.
  bool AwaitRequests(std::size_t count) const;
  // Returns the number of accepted connections.
  int connections() const;

 private:
  void Listen();
  void Serve(int socket, int connection);
  // Returns false if the connection must be closed.
  bool Handle(Arrival arrival, Wire& wire);
  Answer Control(const Arrival& arrival);
  bool Play(const Answer& answer, const Mode& mode, Wire& wire);
  Mode NextMode(const std::string& kind);
  // Returns false if the server stops.
  bool Pause(absl::Duration time);

  const Options options_;
  int listener_ = -1;
  int port_ = 0;

  mutable base::Mutex mutex_;
  mutable base::CondVar changed_;
  bool stop_ LOSSY_GUARDED_BY(mutex_) = false;
  std::vector<Mode> script_ LOSSY_GUARDED_BY(mutex_);
  std::vector<Arrival> requests_ LOSSY_GUARDED_BY(mutex_);
  absl::flat_hash_set<int> sockets_ LOSSY_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_ LOSSY_GUARDED_BY(mutex_);
  int connections_ LOSSY_GUARDED_BY(mutex_) = 0;

  std::thread acceptor_;
};

}  // namespace lossy::agent
