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
// Each request gets the answer of the next mode in the script, and a plain answer behind the
// script's end. Thread-safe. Each connection has a thread.
//
// Tests in other languages use HTTP: POST /script replaces the rest of the script with a list for
// ParseScript. GET /requests lists the received requests, and DELETE /requests empties the list.
class FakeOpenAiServer {
 public:
  struct Options {
    std::string host = "127.0.0.1";  // A numeric address.
    int port = 0;                    // 0: any.
    // The certificate for HTTPS; it must outlive the server. Nullptr: HTTP.
    const TestCertificate* certificate = nullptr;
  };

  // Starts to listen. Ends the process if it cannot.
  explicit FakeOpenAiServer(Options options);
  FakeOpenAiServer() : FakeOpenAiServer(Options()) {}
  ~FakeOpenAiServer();

  int port() const { return port_; }
  std::string base_url() const;

  // Replaces the rest of the script.
  void Script(std::vector<Mode> script);
  // The received requests, without those to /script and /requests.
  std::vector<Arrival> Requests() const;
  // Waits at most ten seconds for `count` requests. False: fewer have arrived.
  bool AwaitRequests(std::size_t count) const;
  int connections() const;

 private:
  void Listen();
  void Serve(int socket, int connection);
  // False: the connection must be closed.
  bool Handle(Arrival arrival, Wire& wire);
  Answer Control(const Arrival& arrival);
  bool Play(const Answer& answer, const Mode& mode, Wire& wire);
  Mode NextMode(const std::string& kind);
  // False: the server stops.
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
