// SPDX-License-Identifier: Apache-2.0
import { useAsk } from "../../ask";
import type { Job, JobFile } from "../../model";
import { Answer, Facts } from "../../parts";
import { jobPath, Link } from "../../router";
import { texts } from "../../texts";

const say = texts.job.file;

/** What was handed in: the job file, and what was set when it was. */
export function FileTab({ job }: { job: Job }) {
  const asked = useAsk<JobFile>(`/api/v1/jobs/${job.id}/file`);
  return (
    <Answer asked={asked}>
      {(file) => {
        const params = Object.entries(file.params);
        return (
          <>
            {file.resumes !== undefined && (
              <p>
                {say.resumes} <Link to={jobPath(file.resumes)}>{file.resumes}</Link>
              </p>
            )}
            <section aria-labelledby="params">
              <h2 id="params">{say.params}</h2>
              {params.length === 0 ? <p className="muted">{say.noParams}</p> : <Facts facts={params} />}
            </section>
            <section aria-labelledby="text">
              <h2 id="text">{say.text}</h2>
              <pre className="text" tabIndex={0} role="group" aria-label={file.file}>
                {file.text}
              </pre>
            </section>
          </>
        );
      }}
    </Answer>
  );
}
