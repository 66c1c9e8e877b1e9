# SPDX-License-Identifier: Apache-2.0
# Makes dsg-VERSION.msi on Windows with a JDK 25 and WiX, by jpackage. UNTESTED: written from jpackage's documents; whoever
# runs it first, please mend it. Usage, in PowerShell: tools\package-windows.ps1
$ErrorActionPreference = 'Stop'

$here = Split-Path -Parent $PSScriptRoot
if (-not $env:JAVA_HOME) { throw 'Set JAVA_HOME to a JDK 25.' }
if ($env:DSG_SKIP_BUILD -ne '1') {
    Push-Location $here
    mvn -q -B -DskipTests -pl dsg-cli -am package
    Pop-Location
}
$version = (Get-Content "$here\dsg-cli\target\classes\dsg\cli\version.txt").Trim()
$out = "$here\target\package"
$program = "$out\windows-input"
Remove-Item -Recurse -Force -ErrorAction SilentlyContinue $program
New-Item -ItemType Directory -Force "$program\dist" | Out-Null
Copy-Item "$here\dsg-cli\target\dsg-cli-*.jar" "$program\dsg-cli.jar"
Copy-Item -Recurse "$here\dsg-cli\target\dist\lib" "$program\dist\lib"
Copy-Item "$here\dsg-cli\target\dist\options", "$here\dsg-cli\target\dist\compiler.json" "$program\dist"
Copy-Item -Recurse "$here\examples" "$program\examples"

$options = Get-Content "$here\dsg-cli\target\dist\options" | ForEach-Object { '--java-options', $_ }
& "$env:JAVA_HOME\bin\jpackage" --type msi --name dsg --app-version $version --dest $out --input $program `
    --main-jar dsg-cli.jar --main-class dsg.cli.Main --win-console --win-dir-chooser --win-per-user-install `
    --add-modules 'java.se,jdk.compiler,jdk.jartool,jdk.zipfs,jdk.unsupported,jdk.management' `
    --license-file "$here\LICENSE" --vendor 'The DSG project' @options --java-options '-Ddsg.examples=$APPDIR\examples'
Remove-Item -Recurse -Force $program
Write-Output "$out\dsg-$version.msi"
