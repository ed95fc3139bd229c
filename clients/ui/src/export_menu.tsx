// Saves the notes of a video as a file for another program.

import type { Client } from "../../lossy/src/client.js";
import type { lossy } from "../../lossy/src/contract.js";

type ExportFormat = lossy.notes.v1.ExportFormat;

const FORMATS: Record<ExportFormat, string> = {
  csv: "CSV: spreadsheets",
  json: "JSON",
  markdown: "Markdown",
  srt: "SRT: subtitles",
  webvtt: "WebVTT: subtitles",
  resolve_edl: "EDL: DaVinci Resolve",
  avid_edl: "EDL: Avid, CMX3600",
  avid_xml: "XML: Avid",
  fcp7_xml: "XML: Premiere Pro",
  fcpxml: "FCPXML: Final Cut Pro",
};

interface ExportMenuProps {
  client: Client;
  videoId: string;
  onProblem: (error: unknown) => void;
}

export function ExportMenu({ client, videoId, onProblem }: ExportMenuProps) {
  const save = async (format: ExportFormat) => {
    try {
      const file = await client.meta.read("export_notes", { video_id: videoId, format });
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([file.text], { type: file.media_type }));
      link.download = file.file_name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    } catch (error) {
      onProblem(error);
    }
  };
  return (
    <select
      class="export"
      aria-label="Export the notes"
      value=""
      onChange={(event) => {
        const { value } = event.currentTarget;
        event.currentTarget.value = "";
        if (value) void save(value as ExportFormat);
      }}
    >
      <option value="">Export…</option>
      {Object.entries(FORMATS).map(([format, text]) => (
        <option key={format} value={format}>
          {text}
        </option>
      ))}
    </select>
  );
}
